"""Keys for programs: shown once, revoked at once, and only one's own."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.tours.organisations.browser import Member
from tours.models import ApiKey
from tours.organisations.actions import make_key, use_key

pytestmark = pytest.mark.django_db


def key_in(page):
    found = re.search(r'value="(dtk_[\w-]{43})"', page.content.decode())
    return found[1] if found else None


def test_a_key_is_shown_once():
    member = Member(role="viewer")
    page = member.post("keys", name="Website", days=365)
    assert key_in(page)
    assert "no-store" in page["Cache-Control"]
    again = member.get("keys")
    assert "Website" in again.content.decode()
    assert key_in(again) is None


def test_two_keys_do_not_have_one_name():
    member = Member()
    member.post("keys", name="Website", days=365)
    page = member.post("keys", name="Website", days=365)
    assert page.status_code == 422
    assert "U hebt al een sleutel met deze naam" in page.content.decode()
    assert Member().post("keys", name="Website", days=365).status_code == 200


def test_a_key_without_a_name_is_not_made():
    assert Member().post("keys", name=" ", days=365).status_code == 422
    assert not ApiKey.objects.exists()


def test_a_key_is_revoked_by_its_owner_alone():
    member, other = Member(), Member()
    member.post("keys", name="Website", days=365)
    key = ApiKey.objects.get()
    for wrong in (key.pk, "x", "", 10**30):
        assert other.post("key_revoke", key=wrong).status_code == 302
    assert ApiKey.objects.exists()
    assert member.post("key_revoke", key=key.pk).status_code == 302
    assert not ApiKey.objects.exists()
    assert "De sleutel is ingetrokken" in member.get("keys").content.decode()


def test_one_sees_ones_own_keys_only():
    Member().post("keys", name="Geheim", days=365)
    assert "Geheim" not in Member().get("keys").content.decode()


@pytest.mark.parametrize(
    ("days", "said"), [(90, "geldig tot"), (365, "geldig tot"), (0, "geldig zonder einde")]
)
def test_how_long_a_key_is_valid_is_chosen(days, said):
    member = Member()
    member.post("keys", name="Website", days=days)
    expires = ApiKey.objects.get().expires_on
    assert expires == (timezone.localdate() + timedelta(days=days) if days else None)
    assert said in member.get("keys").content.decode()


@pytest.mark.parametrize("days", ["", "1", "-90", "x"])
def test_another_time_than_those_is_none(days):
    assert Member().post("keys", name="Website", days=days).status_code == 422
    assert not ApiKey.objects.exists()


def test_a_year_is_proposed():
    assert '<option value="365" selected' in Member().get("keys").content.decode()


def test_a_key_that_is_over_says_so():
    member = Member()
    make_key(member.user, name="Website", expires_on=timezone.localdate())
    assert "verlopen op" in member.get("keys").content.decode()


def test_when_a_key_was_used_last_is_shown():
    member = Member()
    _kept, key = make_key(member.user, name="Website")
    assert "nog niet gebruikt" in member.get("keys").content.decode()
    use_key(key)
    assert "voor het laatst gebruikt op" in member.get("keys").content.decode()
