from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.builders import (
    a_draft,
    a_registration,
    a_speaker,
    a_stop,
    a_talk,
    a_user,
    an_event,
    an_organisation,
    in_days,
)
from tours.lifecycle.actions import change_settings, copy_event, create_event, delete_draft, set_pools
from tours.lifecycle.errors import EndsBeforeStart, FollowsItself, OnlyDraftsGo, PeopleWereAsked
from tours.models import Event, Leg, Place, Pool
from tours.programme.errors import ChangedMeanwhile, TimeSkipped
from tours.signups.errors import CapacityBelowTaken

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 18)
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def made(title="Toer Oost", day=DAY, **fields):
    return create_event(an_organisation(), kind="tour", title=title, date=day, by=None, **fields)


def test_title_and_date_are_enough_to_begin():
    event = made()
    assert (event.slug, event.state) == ("toer-oost-2026-09-18", "draft")
    assert event.reminder_offsets == ["7d", "1d"]
    assert [group.letter for group in event.groups.all()] == ["A"]
    assert [(pool.role, pool.capacity) for pool in event.pools.all()] == [("", None)]


def test_the_same_title_and_date_get_the_next_address():
    assert [made().slug for _ in range(3)][1:] == ["toer-oost-2026-09-18-2", "toer-oost-2026-09-18-3"]


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Kalender", "kalender-2"),
        ("Wijkcoöperatie: één begin", "wijkcooperatie-een-begin"),
        ("حوار", "bijeenkomst"),
        ("x" * 140, "x" * 77),
    ],
)
def test_the_address_is_one_that_works(title, slug):
    assert made(title, None).slug == slug


def test_settings_change_and_the_second_tab_is_told():
    event = made()
    change_settings(event, version=1, title="Toer West", start_min=600)
    with pytest.raises(ChangedMeanwhile):
        change_settings(Event.objects.get(pk=event.pk), version=1, title="Toer Zuid")
    stored = Event.objects.get(pk=event.pk)
    assert (stored.title, stored.start_min, stored.version) == ("Toer West", 600, 2)


def test_settings_that_cannot_be_change_nothing():
    event, follower = made(), made()
    change_settings(follower, version=1, follows=event)
    for refusal, fields in [
        (EndsBeforeStart, {"start_min": 700, "end_min": 600}),
        (TimeSkipped, {"date": date(2027, 3, 28), "start_min": 150}),
        (FollowsItself, {"follows": follower}),
    ]:
        with pytest.raises(refusal):
            change_settings(Event.objects.get(pk=event.pk), version=1, **fields)
    assert Event.objects.filter(pk=event.pk, version=1, follows=None, start_min=None).exists()


def test_agenda_setters_are_settings_too():
    event = made()
    change_settings(event, version=1, agenda_setters=[("A. de Wit", "Partij")])
    assert [str(setter) for setter in event.agenda_setters.all()] == ["A. de Wit (Partij)"]


def test_a_draft_can_be_thrown_away_with_everything_in_it():
    draft = a_draft()
    a_speaker(draft, talk=a_talk(a_stop(draft)))
    a_registration(draft, state="cancelled")
    delete_draft(draft, by=a_user())
    assert not Event.objects.filter(pk=draft.pk).exists()


def test_what_was_published_or_what_people_know_of_stays():
    draft = a_draft()
    a_speaker(draft, state="invited", name="Noor Bakker")
    with pytest.raises(OnlyDraftsGo):
        delete_draft(an_event(), by=None)
    with pytest.raises(PeopleWereAsked, match="Noor Bakker"):
        delete_draft(draft, by=None)


def test_a_copy_is_a_draft_with_the_same_programme_and_nobody_in_it():
    event = an_event(date=DAY, title="Toer", companions_allowed=2)
    first, second = a_stop(event, at=600), a_stop(event, at=660)
    speaker = a_speaker(event, talk=a_talk(first, title="Begin"), state="confirmed", needs="Een beamer")
    Leg.objects.create(group=event.groups.get(), from_stop=first, to_stop=second, minutes=15, mode="bicycle")
    a_registration(event)
    copy = copy_event(event, date=date(2026, 11, 6), title="Toer")
    assert (copy.slug, copy.state, copy.companions_allowed) == ("toer-2026-11-06", "draft", 2)
    assert [visit.start_min for visit in copy.groups.get().visits.all()] == [600, 660]
    assert (copy.groups.get().legs.get().minutes, copy.registrations.count()) == (15, 0)
    copied = copy.stops.first().talks.get().speakers.get()
    assert (copied.name, copied.state, copied.needs) == (speaker.name, "listed", "")
    assert [(pool.capacity, pool.taken) for pool in copy.pools.all()] == [(20, 0)]


def test_changing_a_copy_leaves_the_original_alone():
    event = a_draft(title="Toer")
    a_stop(event, title="De Nieuwe Jutter")
    copy = copy_event(event, date=None, title="Kopie")
    copy.stops.update(title="Podium Oost")
    assert event.stops.get().title == "De Nieuwe Jutter"


def test_the_sign_up_window_moves_along_at_the_same_local_time():
    closes = datetime(2026, 9, 11, 12, 0, tzinfo=AMSTERDAM)
    event = a_draft(date=DAY, registration_closes_at=closes)
    moved = copy_event(event, date=date(2026, 11, 6), title="Toer").registration_closes_at
    assert moved.astimezone(AMSTERDAM) == datetime(2026, 10, 30, 12, 0, tzinfo=AMSTERDAM)


def pools_of(event):
    return {pool.role: (pool.taken, pool.capacity, pool.waiting) for pool in event.pools.all()}


def test_seats_for_a_role_count_those_who_are_in_already():
    event = an_event(seats=20)
    a_registration(event, role="councillor")
    a_registration(event, role="resident")
    set_pools(event, capacities={"": 30, "councillor": 10})
    assert pools_of(event) == {"": (2, 30, 0), "councillor": (1, 10, 0)}
    assert Place.objects.filter(pool__event=event, pool__role="councillor").count() == 1


def test_fewer_seats_than_are_taken_is_refused_and_changes_nothing():
    event = an_event(seats=20)
    for _ in range(2):
        a_registration(event, role="councillor")
    for capacities in ({"": 1}, {"": 30, "councillor": 1}):
        with pytest.raises(CapacityBelowTaken):
            set_pools(event, capacities=capacities)
    assert pools_of(event) == {"": (2, 20, 0)}


def test_who_waited_for_a_role_moves_up_when_its_pool_goes():
    event = an_event(seats=20)
    Pool.objects.create(event=event, role="councillor", capacity=0)
    waiting = a_registration(event, role="councillor", state="waiting", address_confirmed_at=event.created_at)
    Pool.objects.filter(event=event, role="").update(waiting=0)
    councillors = event.pools.get(role="councillor")
    Pool.objects.filter(pk=councillors.pk).update(waiting=1)
    waiting.waits_for = councillors
    waiting.save()
    set_pools(event, capacities={"": 20})
    waiting.refresh_from_db()
    assert waiting.state == "confirmed"
    assert pools_of(event) == {"": (1, 20, 0)}


def test_unpublished_dates_do_not_matter_to_the_copy():
    assert copy_event(a_draft(date=None), date=in_days(5), title="Toer").date == in_days(5)
