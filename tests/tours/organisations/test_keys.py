"""Keys for programs: shown once, revoked at once, and only one's own."""

import re

import pytest

from tests.tours.organisations.browser import Member
from tours.models import ApiKey

pytestmark = pytest.mark.django_db


def key_in(page):
    found = re.search(r'value="(dtk_[\w-]{43})"', page.content.decode())
    return found[1] if found else None


def test_a_key_is_shown_once():
    member = Member(role="viewer")
    page = member.post("keys", name="Website")
    assert key_in(page)
    assert "no-store" in page["Cache-Control"]
    again = member.get("keys")
    assert "Website" in again.content.decode()
    assert key_in(again) is None


def test_two_keys_do_not_have_one_name():
    member = Member()
    member.post("keys", name="Website")
    page = member.post("keys", name="Website")
    assert page.status_code == 422
    assert "U hebt al een sleutel met deze naam" in page.content.decode()
    assert Member().post("keys", name="Website").status_code == 200


def test_a_key_without_a_name_is_not_made():
    assert Member().post("keys", name=" ").status_code == 422
    assert not ApiKey.objects.exists()


def test_a_key_is_revoked_by_its_owner_alone():
    member, other = Member(), Member()
    member.post("keys", name="Website")
    key = ApiKey.objects.get()
    for wrong in (key.pk, "x", "", 10**30):
        assert other.post("key_revoke", key=wrong).status_code == 302
    assert ApiKey.objects.exists()
    assert member.post("key_revoke", key=key.pk).status_code == 302
    assert not ApiKey.objects.exists()
    assert "De sleutel is ingetrokken" in member.get("keys").content.decode()


def test_one_sees_ones_own_keys_only():
    Member().post("keys", name="Geheim")
    assert "Geheim" not in Member().get("keys").content.decode()
