import re

import pytest
from django.test import Client
from django.utils import timezone

from core.tokens import make_token
from notifications.letters import compose
from notifications.models import OptOut
from notifications.outbox.look import Refusal, look_again
from notifications.outbox.models import OPTIONAL, Kind
from tests.builders import a_message, a_registration, a_user, an_event
from tests.notifications.told import fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def thanks():
    """A mail that somebody can do without."""
    return a_message(a_registration(an_event()), kind=Kind.AFTERWARDS)


def page(message):
    return f"/geen-mail/{make_token('geen-mail', message.pk, 1)}/"


def refusal(message):
    return look_again([message], at=timezone.now()).get(message.pk)


def one_click(message):
    """As a mail program does it (RFC 8058 section 3.1): no cookie, no token, no Referer."""
    browser = Client(enforce_csrf_checks=True)
    body = "List-Unsubscribe=One-Click"
    return browser.post(page(message), body, content_type="application/x-www-form-urlencoded")


def test_one_click_stops_what_one_can_do_without_and_nothing_else(thanks):
    person = thanks.registration
    later, needed = a_message(person, kind=Kind.AFTERWARDS), a_message(person, kind=Kind.CHANGED)
    assert one_click(thanks).status_code == 200
    assert (fresh(later).state, fresh(needed).state) == ("withdrawn", "pending")
    assert refusal(a_message(person, kind=Kind.AFTERWARDS)) == Refusal.UNWANTED
    assert refusal(needed) is None


def test_it_counts_for_one_organisation_and_one_address(thanks):
    one_click(thanks)
    at_the_same = a_registration(thanks.event)
    elsewhere = a_registration(an_event(), email=thanks.recipient)
    for person in (at_the_same, elsewhere):
        assert refusal(a_message(person, kind=Kind.AFTERWARDS)) is None


def test_looking_at_the_page_changes_nothing(client, thanks):
    answer = client.get(page(thanks))
    assert "Stuur alleen wat nodig is" in answer.content.decode()
    assert (answer["Referrer-Policy"], answer["X-Robots-Tag"]) == ("no-referrer", "noindex, nofollow")
    assert not OptOut.objects.exists()
    assert fresh(thanks).state == "pending"


def test_it_can_be_taken_back(client, thanks):
    one_click(thanks)
    one_click(thanks)
    assert OptOut.objects.get().organisation == thanks.event.organisation
    assert thanks.registration.notices.open().get().kind == "opted_out"
    assert "Toch weer wel" in client.get(page(thanks)).content.decode()
    client.post(page(thanks), {"again": "1"})
    assert refusal(a_message(thanks.registration, kind=Kind.AFTERWARDS)) is None
    assert not thanks.registration.notices.open().exists()


def test_the_desk_sees_it_at_the_person(client, thanks):
    one_click(thanks)
    client.force_login(a_user(organisation=thanks.event.organisation))
    people = client.get(f"/beheer/{thanks.event.slug}/mensen/").content.decode()
    assert "Wil alleen mail die nodig is" in people


def test_the_digest_stops_apart(thanks):
    user = a_user(organisation=thanks.event.organisation)
    of_nothing = {"event": None, "registration": None, "user": user, "recipient": user.email}
    digest = a_message(thanks.registration, kind=Kind.DIGEST, facts={"events": []}, **of_nothing)
    one_click(digest)
    assert OptOut.objects.get().organisation is None
    assert refusal(a_message(thanks.registration, kind=Kind.DIGEST, **of_nothing)) == Refusal.UNWANTED
    assert refusal(thanks) is None


def test_a_link_of_nobody_and_one_of_somebody_who_was_erased(client, thanks):
    assert client.get("/geen-mail/1.1.0/").status_code == 404
    assert client.get(page(thanks).replace("geen-mail", "mijn")).status_code == 404
    type(thanks).objects.update(recipient="")
    assert one_click(thanks).status_code == 410


@pytest.mark.parametrize("kind", [Kind.AFTERWARDS, Kind.SEAT_CONFIRMED, Kind.REMINDER, Kind.CANCELLED])
def test_the_headers_stand_on_optional_mail_only(settings, kind):
    settings.SITE_URL, settings.HTTPS = "https://toer.example", True
    message = a_message(a_registration(an_event()), kind=kind)
    mail = compose(message)
    made = mail.message()
    if kind in OPTIONAL:
        assert made["List-Unsubscribe"] == f"<https://toer.example{page(message)}>"
        assert made["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert f"https://toer.example{page(message)}" in mail.body
        assert page(message) in mail.alternatives[0][0]
    else:
        assert not [name for name in made if name.startswith("List-")]
        assert not re.search("geen-mail", mail.body)


def test_one_click_wants_https(thanks):
    made = compose(thanks).message()
    assert made["List-Unsubscribe"]
    assert made["List-Unsubscribe-Post"] is None
