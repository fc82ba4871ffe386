"""The board: cards on a time axis, one step at a time, each checked at once and each undone."""

import pytest
from django.urls import reverse

from core.errors import RuleBroken
from scheduling.board.day import load
from scheduling.models import Undo
from scheduling.planner import actions
from scheduling.planner.board import board_of
from scheduling.planner.errors import DayChanged, NothingToUndo
from scheduling.planner.grid import grid_of
from scheduling.planner.problem import question
from tests.builders import a_user
from tests.scheduling.board.board import a_day, a_place, starts
from tests.scheduling.planner.test_planning import a_tour, proposed, seen
from tours.models import Event, Visit
from tours.programme.actions import add_stop

pytestmark = pytest.mark.django_db


def a_full_day(*kilometres, groups=2, **event):
    """Visits of half an hour from 9.00, ten minutes and the way between them."""
    return a_day(*(kilometres or (0, 1, 2)), **{"groups": groups, "end_min": 1080} | event)


def visit_of(event, letter, title):
    return Visit.objects.get(group__event=event, group__letter=letter, stop__title=title)


def titles(group):
    return [visit.stop.title for visit in group.visits.order_by("position")]


def board(event, letter=""):
    day = load(Event.objects.select_related("organisation").get(pk=event.pk))
    group = next((one for one in day.groups if one.letter == letter), None)
    return board_of(day, group, proposal=None, asked=None)


@pytest.fixture
def planner(client):
    event = a_full_day()
    client.force_login(a_user(role="planner", organisation=event.organisation))
    return client, event, reverse("planner:planning", args=[event.slug])


def test_a_row_is_five_minutes_and_a_column_a_group():
    grid = grid_of(load(a_full_day(start_min=575)), None, [])
    first = grid.cards[0]
    assert (grid.begin_min, first.at, first.rows, first.column.place) == (540, 7, 6, "dt-col-1")
    assert [column.place for column in grid.columns] == ["dt-col-1", "dt-col-2 dt-aside"]
    assert [(way.minutes, way.spare) for way in grid.ways[:1]] == [(10, 10)]
    assert [(hour.minute, hour.half) for hour in grid.hours[:3]] == [(540, False), (570, True), (600, False)]


def test_what_all_do_at_once_is_one_band_until_they_do_not():
    event = a_full_day()
    add_stop(event, title="Lunch", kind="meal", venue=a_place(event, km=2), duration_min=45)
    actions.fill(event, seen=seen(event))
    assert [band.stop.title for band in grid_of(load(event), None, []).bands] == ["Lunch"]
    Visit.objects.filter(pk=visit_of(event, "B", "Lunch").pk).update(start_min=800, end_min=845)
    grid = grid_of(load(event), None, [])
    assert (grid.bands, len(grid.cards)) == ([], 8)


def test_moving_later_pushes_what_comes_after_and_says_nothing_is_wrong():
    event = a_full_day()
    actions.move(visit_of(event, "A", "Halte 2"), to_min=630, seen=seen(event))
    assert starts(event.groups.get(letter="A")) == [540, 630, 680]
    assert board(event).alarms == []


def test_moving_too_early_is_told_at_the_card_and_with_a_button_that_mends_it(planner):
    client, event, page = planner
    visit = visit_of(event, "B", "Halte 2")
    client.post(
        reverse("planner:move", args=[event.slug]), {"visit": visit.pk, "to": 575, "seen": seen(event)}
    )
    answer = client.get(page)
    (note,) = answer.context["board"].alarms
    assert note.anchor == f"bezoek-{visit.pk}"
    (wrong,) = [card for card in answer.context["board"].grid.cards if card.is_wrong]
    assert (wrong.visit, wrong.warnings[0].title) == (visit, "Groep B haalt ‘Halte 2’ niet op tijd")
    client.post(note.fix.url, dict(note.fix.fields) | {"seen": seen(event)})
    assert client.get(page).context["board"].alarms == []


def test_dragging_past_another_visit_changes_the_order_of_that_group_alone():
    event = a_full_day()
    last = starts(event.groups.get(letter="A"))[-1]
    actions.move(visit_of(event, "A", "Halte 1"), to_min=last + 60, seen=seen(event))
    assert titles(event.groups.get(letter="A")) == ["Halte 2", "Halte 3", "Halte 1"]
    assert titles(event.groups.get(letter="B")) == ["Halte 1", "Halte 2", "Halte 3"]
    actions.move(visit_of(event, "A", "Halte 1"), to_min=480, seen=seen(event))
    assert titles(event.groups.get(letter="A")) == ["Halte 1", "Halte 2", "Halte 3"]


def test_a_place_earlier_begins_where_the_other_began():
    event = a_full_day()
    actions.reorder(visit_of(event, "A", "Halte 2"), by=-1, seen=seen(event))
    group = event.groups.get(letter="A")
    assert titles(group) == ["Halte 2", "Halte 1", "Halte 3"]
    assert starts(group)[0] == 540
    assert [note.warning.code for note in board(event).alarms] == []


def test_steps_are_undone_one_after_another():
    event = a_full_day()
    days = [seen(event)]
    for to_min in (610, 615, 640):
        actions.move(visit_of(event, "A", "Halte 2"), to_min=to_min, seen=days[-1])
        days.append(seen(event))
    actions.reorder(visit_of(event, "B", "Halte 1"), by=1, seen=days[-1])
    for before in reversed(days):
        actions.undo(event, seen=seen(event))
        assert seen(event) == before
    with pytest.raises(NothingToUndo):
        actions.undo(event, seen=seen(event))


def test_what_changed_nothing_is_no_step():
    event = a_full_day()
    actions.move(visit_of(event, "A", "Halte 1"), to_min=540, seen=seen(event))
    assert not Undo.objects.exists()


def test_a_change_elsewhere_is_not_undone_over():
    event = a_full_day()
    visit = visit_of(event, "A", "Halte 3")
    actions.move(visit, to_min=700, seen=seen(event))
    Visit.objects.filter(pk=visit.pk).update(start_min=710, end_min=740)
    assert not board(event).can_undo
    with pytest.raises(NothingToUndo):
        actions.undo(event, seen=seen(event))


@pytest.mark.parametrize("verb", ["move", "reorder", "place", "fill", "undo", "choose"])
def test_the_second_of_two_tabs_overwrites_nothing(verb):
    event = a_tour()
    proposal = proposed(event)
    old = seen(event)
    actions.fill(event, seen=old)
    day, visit = seen(event), visit_of(event, "A", "Halte 2")
    steps = {
        "move": lambda: actions.move(visit, to_min=700, seen=old),
        "reorder": lambda: actions.reorder(visit, by=1, seen=old),
        "place": lambda: actions.place(visit, seen=old),
        "fill": lambda: actions.fill(event, seen=old),
        "undo": lambda: actions.undo(event, seen=old),
        "choose": lambda: actions.choose(proposal, seen=old),
    }
    with pytest.raises(DayChanged):
        steps[verb]()
    assert seen(event) == day


def test_a_move_past_midnight_is_refused_and_loses_nothing(planner):
    client, event, _page = planner
    day, visit = seen(event), visit_of(event, "A", "Halte 3")
    url = reverse("planner:move", args=[event.slug])
    answer = client.post(url, {"visit": visit.pk, "to": 1430, "seen": day}, follow=True)
    assert "na middernacht" in answer.text
    assert seen(event) == day
    with pytest.raises(RuleBroken):
        actions.move(visit, to_min=1430, seen=day)


@pytest.mark.parametrize(("button", "begins"), [("earlier", 595), ("later", 605)])
def test_a_button_goes_to_the_next_five_minutes(planner, button, begins):
    client, event, page = planner
    visit = visit_of(event, "A", "Halte 2")
    Visit.objects.filter(pk=visit.pk).update(start_min=603 if button == "later" else 598)
    answer = client.post(
        reverse("planner:move", args=[event.slug]), {button: visit.pk, "seen": seen(event), "groep": "A"}
    )
    assert answer.url == f"{page}?groep=A#bezoek-{visit.pk}"
    assert visit_of(event, "A", "Halte 2").start_min == begins


def test_a_stop_that_came_later_is_placed_after_the_others(planner):
    client, event, page = planner
    add_stop(event, title="Halte 4", venue=a_place(event, km=3), duration_min=15)
    loose = client.get(page).context["board"].grid.loose
    assert [(group.letter, stop.title) for group, stop, _visit in loose] == [
        ("A", "Halte 4"),
        ("B", "Halte 4"),
    ]
    client.post(reverse("planner:move", args=[event.slug]), {"place": loose[1][2].pk, "seen": seen(event)})
    assert visit_of(event, "B", "Halte 4").start_min == visit_of(event, "B", "Halte 3").end_min + 20
    assert visit_of(event, "A", "Halte 4").start_min is None


def test_a_visit_of_another_event_is_not_found(planner):
    client, event, _page = planner
    other = visit_of(a_full_day(), "A", "Halte 1")
    url = reverse("planner:move", args=[event.slug])
    for said in ({"later": other.pk}, {"visit": other.pk, "to": 600}, {}):
        assert client.post(url, said | {"seen": seen(event)}).status_code == 404


def test_a_proposal_is_looked_at_without_changing_anything(planner):
    client, event, page = planner
    proposal, day = proposed(event), seen(event)
    answer = client.get(page, {"voorstel": proposal.pk})
    assert "Voorbeeld: Kortste dag" in answer.text
    assert "Vijf minuten later" not in answer.text
    shown = {card.visit.pk: card.visit.start_min for card in answer.context["board"].grid.cards}
    assert seen(event) == day
    actions.choose(proposal, seen=day)
    assert dict(Visit.objects.values_list("pk", "start_min")) == shown


def test_a_day_without_times_offers_to_fill_them_in_or_a_plan(client):
    event = a_tour()
    client.force_login(a_user(role="planner", organisation=event.organisation))
    page = reverse("planner:planning", args=[event.slug])
    assert "Er zijn nog geen tijden" in client.get(page).text
    client.post(reverse("planner:fill", args=[event.slug]), {"seen": seen(event)})
    assert len(client.get(page).context["board"].grid.cards) == 6


def test_a_day_without_stops_says_where_to_begin(client):
    event = a_day()
    client.force_login(a_user(role="planner", organisation=event.organisation))
    assert "Eerste halte toevoegen" in client.get(reverse("planner:planning", args=[event.slug])).text


@pytest.mark.parametrize(("stops", "groups"), [(1, 1), (10, 10)])
def test_the_board_asks_as_much_for_a_large_day_as_for_a_small_one(
    client, django_assert_num_queries, stops, groups
):
    event = a_full_day(*range(stops), groups=groups, duration_min=15, buffer_min=0)
    client.force_login(a_user(role="planner", organisation=event.organisation))
    page = reverse("planner:planning", args=[event.slug])
    client.get(page)
    with django_assert_num_queries(20):
        answer = client.get(page)
    assert len(answer.context["board"].grid.cards) == stops * groups


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ({}, "Te veel groepen bij ‘Halte 2’"),
        ({"capacity_groups": 2}, ""),
        ({"capacity_groups": 2, "open_from_min": 600}, "‘Halte 2’ is dan niet open"),
        ({"moment": "joint"}, ""),
    ],
)
def test_a_wish_that_a_day_by_hand_breaks_is_told_at_the_stop(wish, said):
    event = a_full_day(0, 1, groups=2)
    actions.set_wish(event.stops.get(title="Halte 1"), capacity_groups=2)
    stop = event.stops.get(title="Halte 2")
    actions.set_wish(stop, **wish)
    Visit.objects.filter(stop=stop).update(start_min=590, end_min=620)
    day = load(event)
    found = board_of(day, None, proposal=None, asked=question(day))
    told = [note.warning.title for note in (*found.alarms, *found.doubts) if note.warning.code != "leg_tight"]
    assert told == ([said] if said else [])


def a_day_with_all_at_once():
    """Two groups with wishes; all come at once at the second of three stops."""
    event = a_full_day()
    for stop in event.stops.all():
        actions.set_wish(stop, capacity_groups=2, moment="joint" if stop.title == "Halte 2" else "any")
    return event


def test_groups_that_should_come_at_once_and_do_not_are_told_with_a_button(planner):
    client, _event, _page = planner
    event = a_day_with_all_at_once()
    client.force_login(a_user(role="planner", organisation=event.organisation))
    Visit.objects.filter(pk=visit_of(event, "B", "Halte 2").pk).update(start_min=605, end_min=635)
    page = client.get(reverse("planner:planning", args=[event.slug]))
    (note,) = [one for one in page.context["board"].doubts if one.warning.code == "not_together"]
    assert (note.warning.title, note.fix.label) == (
        "De groepen zijn niet tegelijk bij ‘Halte 2’",
        "Zet alle groepen op 10.05",
    )
    client.post(note.fix.url, dict(note.fix.fields) | {"seen": seen(event)})
    assert [visit_of(event, letter, "Halte 2").start_min for letter in "AB"] == [605, 605]
    assert "not_together" not in [one.warning.code for one in board(event).doubts]


def test_where_all_come_at_once_all_groups_move_and_one_step_undoes_it(planner):
    client, _event, _page = planner
    event = a_day_with_all_at_once()
    client.force_login(a_user(role="planner", organisation=event.organisation))
    day = seen(event)
    answer = client.post(
        reverse("planner:move", args=[event.slug]),
        {"visit": visit_of(event, "B", "Halte 2").pk, "to": 640, "seen": day},
        follow=True,
    )
    assert "Alle groepen: ‘Halte 2’ begint nu om 10.40." in answer.text
    assert [starts(group) for group in event.groups.all()] == [[540, 640, 690]] * 2
    actions.undo(event, seen=seen(event))
    assert seen(event) == day


def test_all_groups_pass_what_they_are_moved_past():
    event = a_day_with_all_at_once()
    last = starts(event.groups.first())[-1]
    actions.move(visit_of(event, "A", "Halte 2"), to_min=last + 60, seen=seen(event))
    assert [titles(group) for group in event.groups.all()] == [["Halte 1", "Halte 3", "Halte 2"]] * 2
    assert board(event).alarms == []


def test_what_all_do_at_once_is_placed_no_sooner_than_the_others():
    event = a_day_with_all_at_once()
    Visit.objects.filter(pk=visit_of(event, "A", "Halte 2").pk).update(start_min=900, end_min=930)
    late = visit_of(event, "B", "Halte 2")
    Visit.objects.filter(pk=late.pk).update(start_min=None, end_min=None)
    actions.place(late, seen=seen(event))
    assert [visit_of(event, letter, "Halte 2").start_min for letter in "AB"] == [900, 900]


def test_a_wish_that_the_board_breaks_is_marked_as_broken(planner):
    client, event, page = planner
    for stop in event.stops.all():
        actions.set_wish(stop, capacity_groups=2)
    rows = client.get(page).context["wishes"]
    assert not [row.sentence for row in rows if row.is_broken]
    actions.set_wish(event.stops.get(title="Halte 2"), open_from_min=720)
    Visit.objects.filter(pk=visit_of(event, "B", "Halte 2").pk).update(start_min=571, end_min=601)
    answer = client.get(page)
    broken = [(row.code, row.stop) for row in answer.context["wishes"] if row.is_broken]
    assert sorted(broken) == [("buffer", ""), ("opening_hours", str(event.stops.get(title="Halte 2").pk))]
    assert "Lukt nu niet" in answer.text


@pytest.mark.parametrize(
    ("title", "kind", "code", "said"),
    [
        ("Halte 1", "gathering", "opening_hours", "‘Halte 1’ is om 15.00 klaar"),
        (
            "Halte 3",
            "plenary",
            "closing",
            "‘Halte 3’, waar alle groepen na afloop zijn, kan tot 15.00",
        ),
    ],
)
def test_typed_hours_of_what_all_do_together_are_marked_as_broken_and_can_be_let_go(
    planner, title, kind, code, said
):
    client, event, page = planner
    stop = event.stops.get(title=title)
    event.stops.filter(pk=stop.pk).update(kind=kind)
    actions.set_wish(stop, open_until_min=900)
    rows = client.get(page).context["wishes"]
    assert [(row.sentence, row.is_broken) for row in rows if row.code == code] == [(said, False)]
    Visit.objects.filter(stop=stop).update(start_min=885, end_min=915)
    answer = client.get(page)
    assert [row.is_broken for row in answer.context["wishes"] if row.code == code] == [True]
    told = [note.warning.sentence for note in answer.context["board"].alarms if note.warning.stop == stop.pk]
    assert any("buiten de tijden die u bij de wensen hebt ingevuld" in sentence for sentence in told)
    client.post(reverse("planner:drop", args=[event.slug]), {"wish": code, "stop": stop.pk})
    assert code not in [row.code for row in client.get(page).context["wishes"]]


@pytest.mark.parametrize("gap", [-5, 0, 5, 10])
@pytest.mark.parametrize("kilometres", [(0, 0), (0, 1)])
def test_room_between_two_stops_that_the_board_does_not_leave_is_marked_as_broken(client, kilometres, gap):
    event = a_full_day(*kilometres, groups=1)
    client.force_login(a_user(role="planner", organisation=event.organisation))
    one, other = Visit.objects.order_by("position")
    way = sum(event.groups.get().legs.values_list("minutes", flat=True))
    start = one.end_min + way + gap
    Visit.objects.filter(pk=other.pk).update(start_min=start, end_min=start + 30)
    answer = client.get(reverse("planner:planning", args=[event.slug]))
    broken = [row.code for row in answer.context["wishes"] if row.is_broken]
    assert broken == (["buffer"] if gap < 10 else [])
    assert ("weinig ruimte voor ‘Halte 2’" in answer.text) == (kilometres == (0, 0) and 0 <= gap < 10)


def test_every_group_has_a_column_up_to_the_last_letter():
    grid = grid_of(load(a_full_day(0, groups=26)), None, [])
    assert [column.group.letter for column in grid.columns][-1] == "Z"
    assert "dt-col-26" in grid.columns[-1].place
