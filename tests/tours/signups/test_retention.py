from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from tests.builders import a_registration, a_speaker, an_event, an_organisation, in_days
from tests.tours.signups.checks import assert_seats_add_up
from tours.facts import RegistrationCancelled
from tours.models import Event, Registration, Report
from tours.signups.retention import Kept, erase, erase_due, kept_until

pytestmark = pytest.mark.django_db
DAY = date(2018, 6, 29)


def an_event_on(day, **fields):
    return an_event(date=day, **fields)


def at(day, *, hour=12):
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo("Europe/Amsterdam"))


def fetched(event):
    return Event.objects.select_related("current", "organisation", "report").get(pk=event.pk)


def filled_in(event, **fields):
    told = {"diet": "vegan", "access_needs": "ringleiding", "party": "Groen", "phone": "0612345678"}
    more = {"note": "Hallo", "companion_names": "Robin", "transport": "own_bicycle"}
    return a_registration(event, **told | more | fields)


def again(registration):
    return Registration.objects.get(pk=registration.pk)


def is_erased(registration):
    stored = again(registration)
    return (stored.name, stored.email, stored.party, stored.note) == ("—", "", "", "")


def test_needs_go_the_day_after_the_line_after_seven_days_the_rest_after_thirty():
    days = kept_until(fetched(an_event_on(DAY)))
    assert days == Kept(date(2018, 6, 30), date(2018, 7, 6), *[date(2018, 7, 29)] * 2, date(2018, 9, 27))


def test_who_asked_to_hear_more_is_known_until_after_the_last_event_that_follows():
    event = an_event_on(DAY)
    an_event_on(date(2018, 9, 6), follows=event)
    an_event_on(date(2018, 8, 1), follows=event)
    assert kept_until(fetched(event)).informed == date(2018, 10, 6)
    assert kept_until(fetched(event)).attendees == date(2018, 7, 29)


def test_or_until_after_the_last_report():
    event = an_event_on(DAY)
    Report.objects.create(event=event, state="published", published_at=at(date(2018, 7, 20)))
    assert kept_until(fetched(event)).informed == date(2018, 8, 19)


@pytest.mark.parametrize("state", ["cancelled", "draft"])
def test_an_event_that_is_off_or_a_draft_keeps_nobody_longer(state):
    event = an_event_on(DAY)
    an_event_on(date(2018, 9, 6), follows=event)
    Event.objects.filter(follows=event).update(state=state)
    assert kept_until(fetched(event)).informed == date(2018, 7, 29)


def test_the_organisation_sets_the_days():
    days = {"keep_needs_days": 3, "keep_waiting_days": 2, "keep_attendees_days": 10}
    event = an_event_on(DAY, organisation=an_organisation(**days))
    assert kept_until(fetched(event)).needs == date(2018, 7, 2)
    assert kept_until(fetched(event)).attendees == date(2018, 7, 9)


def test_a_day_without_times_ends_that_day():
    assert kept_until(fetched(an_event_on(DAY, start_min=None, end_min=None))).needs == date(2018, 6, 30)


def test_on_the_day_itself_everything_stays():
    person = filled_in(an_event_on(DAY))
    assert erase_due(at=at(DAY, hour=23)) == 0
    assert again(person).diet == "vegan"


def test_the_day_after_only_needs_go_speakers_too():
    event = an_event_on(DAY)
    person, speaker = filled_in(event), a_speaker(event, diet="vegan")
    assert erase_due(at=at(DAY + timedelta(days=1))) == 2
    stored = again(person)
    speaker.refresh_from_db()
    assert (stored.diet, stored.access_needs, speaker.diet) == ("", "", "")
    assert (stored.party, stored.phone, stored.note) == ("Groen", "0612345678", "Hallo")


def test_after_seven_days_who_waited_is_forgotten_and_who_came_is_not():
    event = an_event_on(DAY, seats=1)
    came, waited = filled_in(event), filled_in(event, state="waiting")
    erase_due(at=at(DAY + timedelta(days=7)))
    assert is_erased(waited)
    assert not is_erased(came)
    assert_seats_add_up(event)


def test_after_thirty_days_everybody_is_forgotten_but_how_many_came_is_not():
    event = an_event_on(DAY)
    people = [filled_in(event), filled_in(event, state="cancelled"), filled_in(event, state="held")]
    link_before = people[0].link_version
    moment = at(DAY + timedelta(days=30))
    erase_due(at=moment)
    assert all(is_erased(person) for person in people)
    stored = again(people[0])
    assert (stored.state, stored.role, stored.erased_at) == ("confirmed", "resident", moment)
    assert stored.link_version == link_before + 1
    assert_seats_add_up(event)


def test_who_asked_to_hear_more_keeps_name_and_address_only():
    event = an_event_on(DAY)
    an_event_on(date(2018, 9, 6), follows=event)
    person = filled_in(event, keep_informed=True)
    erase_due(at=at(date(2018, 7, 29)))
    stored = again(person)
    assert (stored.name, stored.email) == (person.name, person.email)
    assert (stored.party, stored.phone, stored.note, stored.companion_names, stored.transport) == ("",) * 5
    erase_due(at=at(date(2018, 10, 6)))
    assert is_erased(person)


def test_erasing_twice_finds_nothing_the_second_time():
    event = an_event_on(DAY)
    filled_in(event)
    filled_in(event, keep_informed=True)
    an_event_on(date(2018, 9, 6), follows=event)
    for day in (DAY + timedelta(days=1), DAY + timedelta(days=30), date(2018, 10, 6)):
        assert erase_due(at=at(day)) > 0
        assert erase_due(at=at(day)) == 0


def test_an_event_to_come_loses_nothing():
    person = filled_in(an_event(date=in_days(1)))
    assert erase_due(at=timezone.now()) == 0
    assert again(person).name == person.name


@pytest.mark.parametrize("events", [1, 3])
def test_the_sweep_takes_as_many_statements_for_one_event_as_for_three(events, django_assert_num_queries):
    for _ in range(events):
        event = an_event_on(DAY)
        filled_in(event)
        an_event_on(date(2018, 9, 6), follows=event)
    with django_assert_num_queries(12):
        assert erase_due(at=at(DAY + timedelta(days=30))) == events


def test_who_wants_to_be_forgotten_leaves_the_seat_to_the_next(heard):
    event = an_event(seats=1)
    person, next_in_line = filled_in(event), filled_in(event, state="waiting")
    erase(person)
    assert is_erased(person)
    assert (again(person).state, again(next_in_line).state) == ("cancelled", "held")
    assert isinstance(heard[0], RegistrationCancelled)
    assert_seats_add_up(event)


def test_who_had_cancelled_is_forgotten_without_another_mail(heard):
    person = filled_in(an_event(), state="cancelled")
    erase(person)
    assert is_erased(person)
    assert heard == []
