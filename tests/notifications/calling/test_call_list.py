from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from notifications.calling.listing import call_list
from notifications.models import Message, OptOut, Suppression
from notifications.reminders.actions import sweep_reminders
from tests.access import assert_access, only, visitors_of
from tests.builders import a_user, in_days
from tests.notifications.told import an_event, fresh, posted
from tours.models import Registration
from tours.organisations.access import May
from tours.signups.invitations.actions import invite, reply, ring_again

pytestmark = pytest.mark.django_db


def invited(event, name="Kim Bos", **fields):
    email = f"{name.split()[0].lower()}@raad.example"
    return invite(event, **{"name": name, "role": "councillor", "email": email} | fields)


def calls(event, *, days=0):
    return call_list(fresh(event), at=timezone.now() + timedelta(days=days))


def why(event, *, days=0):
    return [(silent.person.name, silent.why) for silent in calls(event, days=days).now]


def sweep_at_noon(event, *, days):
    noon = timezone.localtime(timezone.now(), event.zone).replace(hour=12)
    for day in range(1, days + 1):
        sweep_reminders(noon + timedelta(days=day))


def test_who_was_only_just_invited_is_not_rung_yet_and_it_says_when_they_hear_again():
    event = an_event()
    kim = invited(event)
    found = calls(event)
    assert found.now == []
    assert [silent.person for silent in found.later] == [kim]
    assert found.later[0].next_mail >= kim.invited_at + timedelta(days=5)
    assert found.later[0].next_mail < kim.invited_at + timedelta(days=6)


def test_after_two_reminders_somebody_rings():
    event = an_event()
    invited(event)
    sweep_at_noon(event, days=6)
    assert (why(event, days=6), len(calls(event, days=6).later)) == ([], 1)
    sweep_at_noon(event, days=11)
    assert len(posted(kind="invited_again")) == 2
    assert why(event, days=11) == [("Kim Bos", "kreeg twee herinneringen")]


def test_whom_no_mail_reaches_is_rung_at_once():
    event = an_event()
    invited(event, "Ada Zonder", email="")
    for name in ("Bo Weg", "Cas Niet", "Dré Fout", "Eef Misschien"):
        invited(event, name)
    Suppression.objects.create(email="Bo@raad.example", reason="550")
    OptOut.objects.create(email="cas@raad.example", organisation=event.organisation)
    Message.objects.filter(recipient="dré@raad.example").update(state="failed")
    reply(Registration.objects.get(name="Eef Misschien"), said="maybe")
    assert why(event) == [
        ("Ada Zonder", "geen e-mailadres"),
        ("Bo Weg", "naar dit adres gaat geen mail meer"),
        ("Cas Niet", "wil alleen mail die nodig is"),
        ("Dré Fout", "de uitnodiging kwam niet aan"),
        ("Eef Misschien", "zei misschien"),
    ]


def test_shortly_before_everybody_who_is_silent_is_rung():
    event = an_event(date=in_days(7))
    invited(event)
    assert why(event) == [("Kim Bos", "het is bijna zover")]
    assert why(an_event(date=in_days(8))) == []


def test_who_was_rung_stays_on_the_list_after_who_was_not():
    event = an_event()
    first, second = invited(event, "Ab", email=""), invited(event, "Bo", email="")
    ring_again(first)
    assert [silent.person for silent in calls(event).now] == [second, first]


def test_a_rule_before_signing_up_ends_is_the_next_mail():
    closes = timezone.now() + timedelta(days=5)
    event = an_event(registration_closes_at=closes, reminder_rules=["2d before sign_up_closes for silent"])
    invited(event)
    (silent,) = calls(event).later
    assert silent.next_mail.astimezone(event.zone).hour == 10
    assert silent.next_mail < silent.person.invited_at + timedelta(days=4)


def test_the_page_folds_those_whose_turn_it_is_not(client):
    event = an_event()
    client.force_login(a_user(organisation=event.organisation))
    page = client.get(reverse("calling:invited", args=[event.slug])).text
    assert "Nog niemand is uitgenodigd" in page
    invited(event)
    page = client.get(reverse("calling:invited", args=[event.slug])).text
    assert "Nu hoeft u niemand te bellen" in page
    assert "Nog niet aan de beurt: één persoon" in page
    assert "krijgt een herinnering op" in page
    invited(event, "Ada Zonder", email="")
    assert "Bellijst: één persoon" in client.get(reverse("calling:invited", args=[event.slug])).text


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_however_many_are_silent(client, number):
    event = an_event()
    client.force_login(a_user(organisation=event.organisation))
    for n in range(number):
        invited(event, f"Kim{n} Bos")
    client.get(reverse("calling:invited", args=[event.slug]))
    with CaptureQueriesContext(connection) as statements:
        client.get(reverse("calling:invited", args=[event.slug]))
    assert len(statements) == 13


def test_who_may_look():
    event = an_event()
    assert_access(
        reverse("calling:invited", args=[event.slug]), "get", only(May.SEE), visitors=visitors_of(event)
    )
