"""Wishes and plan B travel in the event file and come along in a copy."""

import re
from random import Random

import pytest

from scheduling.groups.actions import set_quotas
from scheduling.live.actions import prepare_plan_b
from scheduling.models import DayWish, PlanB, StopWish
from tests.builders import a_venue, an_organisation
from tests.scheduling.board.board import a_day
from tests.tours.lifecycle.files import imported, refused
from tours.lifecycle.actions import copy_event
from tours.lifecycle.importing import write_event
from tours.models import Event

pytestmark = pytest.mark.django_db


def text_of(event):
    stored = Event.objects.select_related("organisation", "meeting_point", "follows").get(pk=event.pk)
    return write_event(stored)


def a_wished_day(seed=0):
    """Wishes and a plan B at random, some stops without any."""
    r, event = Random(seed), a_day(0, 1, 2, groups=2)
    cohost = an_organisation()
    event.cohosts.set([cohost])
    stops = list(event.stops.all())
    DayWish.objects.create(
        event=event, lunch_min=r.choice([0, 30]), lunch_from_min=r.choice([690, 700]), lunch_until_min=810
    )
    for stop in r.sample(stops, 2):
        StopWish.objects.create(
            stop=stop,
            open_from_min=r.choice([None, 0, 600]),
            open_until_min=r.choice([None, 900, 1440]),
            capacity_groups=r.choice([1, 2]),
            capacity_people=r.choice([None, 40]),
            setup_min=r.choice([0, 10]),
            moment=r.choice(["any", "first", "last", "joint"]),
        )
    prepare_plan_b(
        event,
        note="Het regent: we gaan met de bus.",
        ways={(stops[1].pk, stops[2].pk): ("bus", 12), (stops[0].pk, stops[1].pk): ("walk", 20)},
        places={stops[2].pk: a_venue(r.choice([event.organisation, cohost]), name="Binnen")},
    )
    return event


def wishes(event):
    of_day = ("lunch_min", "lunch_from_min", "lunch_until_min")
    of_stop = (
        "stop__ref",
        "open_from_min",
        "open_until_min",
        "capacity_groups",
        "capacity_people",
        "setup_min",
        "moment",
    )
    return (
        list(DayWish.objects.filter(event=event).values_list(*of_day)),
        sorted(StopWish.objects.filter(stop__event=event).values_list(*of_stop), key=str),
    )


def by_other_means(event):
    plan = PlanB.objects.get(event=event)
    return (
        plan.note,
        sorted(plan.ways.values_list("from_stop__ref", "to_stop__ref", "mode", "minutes")),
        list(plan.places.values_list("stop__ref", "venue__name")),
    )


@pytest.mark.parametrize("seed", range(6))
def test_what_is_written_is_read_back_and_twice_is_nothing(seed):
    event = a_wished_day(seed)
    text = text_of(event)
    rows = set(StopWish.objects.values_list("pk", flat=True))
    assert not imported(text).changed
    assert set(StopWish.objects.values_list("pk", flat=True)) == rows
    known = wishes(event)[1], by_other_means(event)
    event.delete()
    again = imported(text).event
    assert (wishes(again)[1], by_other_means(again)) == known
    assert text_of(again) == text
    assert not imported(text).changed


def test_what_the_file_no_longer_names_goes():
    event = a_wished_day(3)
    text = text_of(event)
    assert imported(re.split(r"^wishes:", text, flags=re.MULTILINE)[0]).changed
    assert wishes(event)[1] == []
    assert not PlanB.objects.exists()


def test_a_wish_that_says_nothing_is_no_difference():
    event = a_day(0, 1)
    text = text_of(event)
    assert "wishes" not in text
    StopWish.objects.create(stop=event.stops.first())
    DayWish.objects.create(event=event)
    assert text_of(event) == text
    assert not imported(text).changed


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("lunch: 30", "lunch: veel", "wishes.lunch"),
        ("lunch: 30", "lunch_from: 13:00\n  lunch_until: 12:00", "wishes.lunch_until"),
        ("stop: halte-1", "stop: nergens", "wishes.stops[0].stop"),
        ("open_until: 15:00", "open_until: 09:00", "wishes.stops[0].open_until"),
        ("to: halte-2", "to: nergens", "plan_b.ways[0].to"),
        ("mode: bus", "mode: step", "plan_b.ways[0].mode"),
    ],
)
def test_what_is_wrong_is_told_by_line_and_field(old, new, field):
    event = a_day(0, 1)
    first, second = event.stops.all()
    DayWish.objects.create(event=event, lunch_min=30)
    StopWish.objects.create(stop=first, open_from_min=600, open_until_min=900)
    prepare_plan_b(event, note="Regen", ways={(first.pk, second.pk): ("bus", 9)}, places={})
    before, wishing = text_of(event).split("\nwishes:")
    assert old in wishing
    problems = refused(before + "\nwishes:" + wishing.replace(old, new, 1))
    assert any(field in str(problem) for problem in problems), problems


def test_a_plan_b_that_holds_is_not_changed_by_a_file():
    event = a_wished_day()
    text = text_of(event)
    PlanB.objects.update(way_back={"legs": []})
    assert not imported(text).changed
    assert any("plan_b" in str(problem) for problem in refused(text.replace("minutes: 12", "minutes: 13")))
    assert ("halte-2", "halte-3", "bus", 12) in by_other_means(event)[1]


def test_a_copy_has_the_same_wishes_and_plan_b_and_its_own_rows():
    event = a_wished_day(1)
    PlanB.objects.update(way_back={"legs": []})
    copied = copy_event(event, date=None, title="Nog eens")
    assert wishes(copied) == wishes(event)
    assert by_other_means(copied) == by_other_means(event)
    assert not PlanB.objects.get(event=copied).is_on
    assert StopWish.objects.filter(stop__event=copied).count() == 2


QUOTAS = {("role", "councillor"): (2, None), ("party", "De Groenen"): (0, 3), ("role", "press"): (1, 1)}


def quotas(event):
    rows = event.group_quotas.values_list("attribute", "value", "minimum", "maximum")
    return {(attribute, value): (least, most) for attribute, value, least, most in rows}


def test_how_many_of_whom_come_in_each_group_travels_and_comes_along():
    event = a_day(0, 1)
    assert "group_quotas" not in text_of(event)
    set_quotas(event, QUOTAS)
    text = text_of(event)
    assert not imported(text).changed
    assert quotas(copy_event(event, date=None, title="Nog eens")) == QUOTAS
    event.delete()
    again = imported(text).event
    assert quotas(again) == QUOTAS
    assert text_of(again) == text
    assert imported(re.sub(r"^group_quotas:\n(?:[ -].*\n)+", "", text, flags=re.MULTILINE)).changed
    assert quotas(again) == {}


@pytest.mark.parametrize(
    ("item", "field"),
    [
        ("least: 1", "group_quotas[0]"),
        ("role: press\n    party: De Groenen\n    least: 1", "group_quotas[0]"),
        ("role: burgemeester\n    least: 1", "group_quotas[0].role"),
        ("role: press", "group_quotas[0]"),
        ("role: press\n    least: 3\n    most: 2", "group_quotas[0].most"),
        ("role: press\n    least: 1\n  - role: press\n    most: 2", "group_quotas[1]"),
    ],
)
def test_a_number_of_people_that_cannot_be_is_told_by_line_and_field(item, field):
    event = a_day(0, 1)
    problems = refused(f"{text_of(event)}group_quotas:\n  - {item}\n")
    assert any(field in str(problem) for problem in problems), problems
    assert quotas(event) == {}
