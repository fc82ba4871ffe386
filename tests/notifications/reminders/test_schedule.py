"""The page that says who gets what when: the same people as the sweep finds, and why the others do not."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.facts import announce
from notifications.models import Answer, Message, OptOut, Suppression, Told
from notifications.news.afterwards import afterwards
from notifications.outbox.actions import post_many
from notifications.reminders.actions import sweep_reminders
from notifications.reminders.schedule import schedule, thanked_on_closing
from tests.access import assert_access, only, visitors_of
from tests.builders import (
    a_poll,
    a_registration,
    a_speaker,
    a_stop,
    a_talk,
    a_user,
    an_invitee,
    an_organisation,
    publish_quietly,
)
from tests.notifications.told import a_draft, an_event, fresh, posted, publish_with
from tours.dialogue.actions import change_commitment
from tours.facts import SeatConfirmed, SpeakerAnswered
from tours.lifecycle.actions import add_reminder
from tours.models import Commitment, Event
from tours.organisations.access import May
from tours.programme.reminders import parse_rule

pytestmark = pytest.mark.django_db
DAY = date(2030, 7, 5)
LONG_BEFORE = datetime(2030, 5, 1, 12, 0, tzinfo=UTC)
DAY_BEFORE = datetime(2030, 7, 4, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _long_before(time_machine):
    time_machine.move_to(LONG_BEFORE, tick=False)


def an_event_with(*rules, **fields):
    return an_event(**{"date": DAY, "reminder_offsets": [], "reminder_rules": list(rules)} | fields)


def somebody(event, **fields):
    registration = a_registration(event, **fields)
    announce(SeatConfirmed(registration))
    return registration


def rounds(event, at=LONG_BEFORE):
    return schedule(fresh(event), at=at)


def test_it_names_who_gets_a_reminder_at_which_moment():
    event = an_event_with("1d", "2h before start for councillor")
    somebody(event, name="Bo"), somebody(event, name="An", role="councillor")
    assert [(each.at, each.what, each.to, each.names) for each in rounds(event)] == [
        (DAY_BEFORE, "Herinnering", "iedereen die komt", ["An", "Bo"]),
        (datetime(2030, 7, 5, 6, 0, tzinfo=UTC), "Herinnering", "Raadslid", []),
    ]


EARLIER = "kreeg minder dan een dag eerder de herinnering van ‘één dag vóór het begin’"


def test_of_two_rules_within_a_day_it_says_which_goes_and_why_the_other_does_not(time_machine):
    event = an_event_with("1d", "2h")
    somebody(event, name="An")
    time_machine.move_to(DAY_BEFORE - timedelta(hours=2.5), tick=False)
    somebody(event, name="Dré")  # too late for the first, and in time for the second
    time_machine.move_to(LONG_BEFORE, tick=False)
    first, second = rounds(event)
    assert (first.names, second.names) == (["An"], ["Dré"])
    assert second.skipped == {EARLIER: ["An"]}
    time_machine.move_to(DAY_BEFORE, tick=False)
    sweep_reminders(DAY_BEFORE)
    assert rounds(event, at=DAY_BEFORE)[1].skipped == {EARLIER: ["An"]}
    Message.objects.filter(kind="reminder").update(state="failed")
    assert rounds(event, at=DAY_BEFORE)[1].names == ["An", "Dré"]


def test_the_list_of_rules_says_for_whom_one_within_a_day_still_is(client):
    event = an_event_with("1d", "2h", "7d", "1d for speakers")
    client.force_login(a_user(organisation=event.organisation))
    page = client.get(f"/beheer/{event.slug}/herinneringen/").text
    assert page.count("Alleen voor wie geen mail kreeg van ‘één dag vóór het begin’") == 1


def test_a_past_round_does_not_say_of_a_new_owner_that_they_were_asked(time_machine):
    event = an_event_with("7d before commitment_due", date=date(2030, 4, 1))
    promise = Commitment.objects.create(
        event=event, ref="bellen", text="Belt.", owner_name="Bo", owner_email="bo@x.example", due_date=DAY
    )
    moment = DAY_BEFORE - timedelta(days=6)
    time_machine.move_to(moment, tick=False)
    sweep_reminders(moment)
    assert rounds(event, at=moment)[0].names == ["Bo"]
    change_commitment(promise, owner_name="Noor", owner_email="noor@x.example")
    (found,) = rounds(event, at=moment)
    assert found.skipped == {"hoorde hetzelfde minder dan een dag eerder": ["Noor"]}


def test_it_says_who_is_passed_over_and_why(time_machine):
    event = an_event_with("1d", seats=9)
    somebody(event, name="An")
    a_registration(event, name="Bel", email="")
    a_registration(event, name="Cas", address_confirmed_at=None)
    for name, hours in (("Dré", -2), ("Eef", 1)):
        time_machine.move_to(DAY_BEFORE + timedelta(hours=hours), tick=False)
        somebody(event, name=name)
    (found,) = rounds(event)
    assert found.names == ["An"]
    assert found.skipped == {
        "geen e-mailadres": ["Bel"],
        "heeft nog geen afspraak in de agenda": ["Cas"],
        "hoorde hetzelfde minder dan een dag eerder": ["Dré"],
        "hoorde het pas na dat moment": ["Eef"],
    }


def test_what_went_stays_there_and_what_came_too_late_says_so(time_machine):
    event = an_event_with("1d")
    somebody(event, name="An")
    time_machine.move_to(DAY_BEFORE, tick=False)
    sweep_reminders(DAY_BEFORE)
    later = DAY_BEFORE + timedelta(days=3)
    (found,) = rounds(event, at=later)
    assert (found.names, found.skipped, found.is_past) == (["An"], {}, True)
    Event.objects.update(reminder_rules=["3d"])
    (found,) = rounds(event, at=later)
    assert found.skipped == {"het moment was al voorbij": ["An"]}


def test_an_event_that_moves_has_its_moments_moved():
    event = an_event_with("1d")
    somebody(event)
    publish_with(event, date=DAY + timedelta(days=7))
    assert [each.at for each in rounds(event)] == [DAY_BEFORE + timedelta(days=7)]


def test_speakers_slides_promises_and_thanks_stand_in_it_too():
    draft = a_draft(
        date=DAY,
        programme_complete=True,
        reminder_offsets=[],
        reminder_rules=[
            "1d for speakers",
            "0d before slides_due",
            "2d after start",
            "7d before commitment_due",
        ],
    )
    speaker = a_speaker(draft, name="Ada", talk=a_talk(a_stop(draft, at=560)), state="confirmed")
    event = publish_quietly(draft)
    announce(SpeakerAnswered(fresh(speaker)))
    a_speaker(event, name="Wim", state="invited", invited_at=LONG_BEFORE)
    Commitment.objects.create(
        event=event,
        ref="a",
        text="Belt.",
        owner_name="Kim",
        due_date=date(2030, 9, 1),
        owner_email="kim@x.example",
    )
    assert [(each.what, each.names) for each in rounds(event)] == [
        ("Herinnering aan een spreker", ["Wim"]),
        ("Herinnering aan een spreker", ["Wim"]),
        ("Presentatie gevraagd", ["Ada"]),
        ("Herinnering aan een spreker", ["Ada"]),
        ("Na afloop", ["Ada"]),
        ("Herinnering aan een afspraak", ["Kim"]),
    ]


def test_a_week_ahead_it_passes_over_whose_calendar_said_yes():
    event = an_event_with("7d", "1d")
    somebody(event, name="An"), somebody(event, name="Bo")
    entry = Told.objects.get(registration__name="An")
    Answer.objects.create(told=entry, said="yes", sequence=entry.sequence, dtstamp=LONG_BEFORE)
    week, day = rounds(event)
    assert (week.names, week.skipped) == (["Bo"], {"heeft in de agenda al ja gezegd": ["An"]})
    assert day.names == ["An", "Bo"]


def test_a_poll_asks_its_silent_ones_again_but_not_at_night(time_machine):
    event = a_draft(organisation=an_organisation(quiet_from=0, quiet_until=11), reminder_rules=[])
    poll = a_poll(event, state="open")
    an_invitee(poll, name="Bel", email="")
    (found,) = rounds(event)
    ten = datetime.combine(poll.answer_by - timedelta(days=2), time(10), tzinfo=event.zone)
    assert found.at == ten + timedelta(hours=1)
    assert (len(found.names), found.passed_over) == (1, 1)
    sweeps = [sweep_reminders(at) for at in (ten, ten + timedelta(hours=1), ten + timedelta(hours=2))]
    assert sweeps == [0, 1, 0]


def test_what_the_page_foresees_is_what_the_sweep_posts(time_machine):
    event = an_event_with("7d", "1d", "1d for speakers", "2d before sign_up_closes", seats=99)
    for role in ("councillor", "resident", "press"):
        somebody(event, role=role)
    a_registration(event, email="")
    foreseen = sum(len(each.names) for each in rounds(event))
    for day in range(8, -1, -1):
        at = DAY_BEFORE - timedelta(days=day)
        time_machine.move_to(at, tick=False)
        sweep_reminders(at)
    assert len(posted(kind="reminder")) == foreseen == 6


def test_who_wants_no_such_mail_or_has_no_mailbox_is_said_to_be_passed_over():
    event = an_event_with("1d", "1d after start")
    somebody(event, name="An", email="an@x.example"), somebody(event, name="Bo", email="bo@x.example")
    OptOut.objects.create(email="an@x.example", organisation=event.organisation)
    Suppression.objects.create(email="BO@x.example", reason="550")
    reminder, thanks = rounds(event)
    nowhere = {"naar dit adres gaat geen mail meer": ["Bo"]}
    assert (reminder.names, reminder.skipped) == (["An"], nowhere)
    assert (thanks.names, thanks.skipped) == ([], {"wil alleen mail die nodig is": ["An"]} | nowhere)


def test_it_says_who_is_thanked_when_the_event_is_closed(client):
    event = an_event_with()
    for name in ("An", "Bo"):
        somebody(event, name=name, email=f"{name}@x.example")
    a_speaker(event, name="Ada", state="confirmed")
    OptOut.objects.create(email="bo@x.example", organisation=event.organisation)
    assert thanked_on_closing(event) == ["Ada", "An"]
    client.force_login(a_user(organisation=event.organisation))
    assert "krijgen 2 mensen een mail met dank" in client.get(f"/beheer/{event.slug}/herinneringen/").text
    post_many(afterwards(event))
    assert thanked_on_closing(event) == []


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_however_many_people(client, number):
    event = an_event_with("7d", "1d")
    client.force_login(a_user(organisation=event.organisation))
    for _ in range(number):
        somebody(event)
    client.get(f"/beheer/{event.slug}/herinneringen/")
    with CaptureQueriesContext(connection) as statements:
        assert client.get(f"/beheer/{event.slug}/herinneringen/").status_code == 200
    assert len(statements) == 26


def test_a_rule_is_put_together_and_taken_away(client):
    event = an_event_with("1d for speakers")
    client.force_login(a_user(organisation=event.organisation))
    url = f"/beheer/{event.slug}/herinneringen/"
    for typed in (("3", "h", "before", "start:councillor"), ("3", "d", "before", "start:participants")):
        fields = dict(zip(("amount", "unit", "side", "about"), typed, strict=True))
        assert client.post(url, fields).status_code == client.post(url, fields).status_code == 302
    event = fresh(event)
    assert event.reminder_offsets == ["3d"]
    assert event.reminder_rules == ["1d for speakers", "3h before start for councillor"]
    assert "3 uur vóór het begin" in client.get(url).text.lower()
    client.post(f"{url}weg/", {"rule": "3d"})
    client.post(f"{url}weg/", {"rule": "3h before start for councillor"})
    event = fresh(event)
    assert (event.reminder_offsets, event.reminder_rules) == ([], ["1d for speakers"])


@pytest.mark.parametrize(
    "typed", [{"amount": "61"}, {"amount": "0", "unit": "h"}, {"about": "slides_due:press"}, {"amount": ""}]
)
def test_a_rule_that_cannot_be_is_said_at_its_field(client, typed):
    event = an_event_with()
    client.force_login(a_user(organisation=event.organisation))
    fields = {"amount": "1", "unit": "d", "side": "before", "about": "start:speakers"} | typed
    response = client.post(f"/beheer/{event.slug}/herinneringen/", fields)
    assert (response.status_code, fresh(event).reminder_rules) == (422, [])
    assert set(response.context["form"].errors) & set(typed)


def test_the_settings_in_another_tab_are_told():
    event = an_event_with()
    before = event.version
    assert add_reminder(event, parse_rule("1d")).version == before + 1
    assert add_reminder(event, parse_rule("1d")).version == before + 1


PAGES = [
    ("reminders:event", "get", only(May.SEE)),
    ("reminders:event", "post", only(May.PLAN)),
    ("reminders:drop", "post", only(May.PLAN, allowed=302)),
]


@pytest.mark.parametrize(("name", "method", "expected"), PAGES)
def test_who_may(name, method, expected):
    event = an_event()
    assert_access(reverse(name, args=[event.slug]), method, expected, visitors=visitors_of(event))
