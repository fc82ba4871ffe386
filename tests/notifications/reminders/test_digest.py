"""Every morning at eight the organisers hear what happened."""

from datetime import UTC, datetime, timedelta

import pytest

from notifications.letters import render
from notifications.models import DigestRound
from tests.builders import a_registration, a_speaker, a_user
from tests.notifications.reminders.sweeping import LONG_BEFORE, an_event_on_the_day, sweep
from tests.notifications.told import posted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("long_before")]


EIGHT = datetime(2030, 5, 2, 6, 0, tzinfo=UTC)


def test_an_organiser_reads_the_overview_in_the_own_language(time_machine):
    event = an_event_on_the_day(title="Toer langs Oost")
    a_user(organisation=event.organisation, language="en")
    a_registration(event)
    sweep(EIGHT, time_machine)
    (mail,) = posted(kind="digest")
    assert (mail.language, "Signed up: 1." in render(mail).text) == ("en", True)


def test_at_eight_the_organisers_hear_what_happened_once(time_machine):
    event = an_event_on_the_day(title="Toer langs Oost")
    owner = a_user(organisation=event.organisation, role="owner")
    a_user(organisation=event.organisation, role="viewer")
    for _ in range(3):
        a_registration(event)
    a_speaker(event, name="Ada", state="declined", answered_at=LONG_BEFORE)
    assert sweep(EIGHT - timedelta(minutes=1), time_machine) == 0
    assert sweep(EIGHT, time_machine) == 1
    assert sweep(EIGHT + timedelta(hours=2), time_machine) == 0
    (mail,) = posted(kind="digest")
    assert mail.recipient == owner.email
    text = render(mail).text
    assert "Toer langs Oost\n- Aangemeld: 3.\n- Komt niet spreken: Ada.\n" in text
    assert f"/beheer/{event.slug}/" in text


def test_a_day_on_which_nothing_happened_has_no_digest(time_machine):
    event = an_event_on_the_day()
    a_user(organisation=event.organisation)
    assert sweep(EIGHT, time_machine) == 0
    assert DigestRound.objects.count() == 1


def test_a_digest_goes_on_where_the_last_one_ended(time_machine):
    event = an_event_on_the_day()
    a_user(organisation=event.organisation)
    sweep(EIGHT, time_machine)
    time_machine.move_to(EIGHT + timedelta(hours=1), tick=False)
    a_registration(event)
    assert sweep(EIGHT + timedelta(days=3), time_machine) == 1
    assert sweep(EIGHT + timedelta(days=4), time_machine) == 0


def test_somebody_who_plans_for_two_organisations_gets_one_digest(time_machine):
    first, second = an_event_on_the_day(), an_event_on_the_day()
    user = a_user(organisation=first.organisation)
    user.memberships.create(organisation=second.organisation, role="planner")
    for event in (first, second):
        a_registration(event)
    assert sweep(EIGHT, time_machine) == 1
    assert len(posted(kind="digest")[0].facts["events"]) == 2


def test_who_organises_together_hears_what_happened_too(time_machine):
    event = an_event_on_the_day()
    partner = a_user()
    event.cohosts.add(partner.memberships.get().organisation)
    event.asked_cohosts.add(a_user().memberships.get().organisation)
    a_registration(event)
    assert sweep(EIGHT, time_machine) == 1
    assert posted(kind="digest")[0].recipient == partner.email


def test_others_organisations_are_none_of_their_business(time_machine):
    a_user(organisation=an_event_on_the_day().organisation)
    a_registration(an_event_on_the_day())
    assert sweep(EIGHT, time_machine) == 0
