"""The programme page over HTTP: what the buttons do, what bad input is told."""

import re
from html import unescape

import pytest

from scheduling.planner.actions import set_wish
from tests.builders import a_speaker, a_talk, a_user
from tests.scheduling.board.board import a_day, page_of, starts, titles, url
from tours.models import Event, Leg, Visit
from tours.programme.actions import add_group

pytestmark = pytest.mark.django_db


def test_the_page_shows_stops_times_ways_and_no_button_for_who_only_reads(planner, client):
    planner_client, event = planner
    html = page_of(planner_client, event)
    assert "9.00 – 9.30" in html
    assert re.search(r"10 min lopen.*geschat", html, re.DOTALL)
    assert "Tijden invullen" in html
    client.force_login(a_user(role="viewer", organisation=event.organisation))
    assert "Tijden invullen" not in page_of(client, event)
    assert "<button" not in page_of(client, event).split('class="dt-sectionbody"')[1].split("</main>")[0]


@pytest.mark.parametrize("size", [1, 4])
def test_the_page_takes_as_many_statements_for_many_stops_talks_and_groups(
    size, client, django_assert_num_queries
):
    event = a_day(*range(size), groups=size)
    for stop in event.stops.all():
        for _ in range(size):
            a_speaker(event, talk=a_talk(stop), state="declined")
    client.force_login(a_user(role="planner", organisation=event.organisation))
    with django_assert_num_queries(16):
        client.get(url(event, "programme"))


def test_filling_in_writes_times_and_comes_back(planner):
    client, event = planner
    event.groups.get().visits.update(start_min=None, end_min=None)
    answer = client.post(url(event, "fill"))
    assert answer.headers["Location"] == url(event, "programme")
    assert starts(event.groups.get()) == [540, 590, 650]


def test_without_a_start_the_button_says_what_to_do(planner):
    client, event = planner
    event.groups.get().visits.update(start_min=None, end_min=None)
    Event.objects.filter(pk=event.pk).update(start_min=None)
    answer = client.post(url(event, "fill"), follow=True)
    assert "Vul eerst in hoe laat de dag begint." in answer.content.decode()


def test_a_stop_moves_down_by_a_button_and_the_times_follow(planner):
    client, event = planner
    stop = event.stops.first()
    answer = client.post(url(event, "order"), {"stop": stop.pk, "move": "down"})
    assert answer.headers["Location"].endswith(f"#halte-{stop.pk}")
    assert titles(event) == ["Halte 2", "Halte 1", "Halte 3"]
    assert starts(event.groups.get()) == [540, 590, 650]


def test_dragging_sends_the_whole_order(planner):
    client, event = planner
    one, two, three = event.stops.all()
    client.post(url(event, "order"), {"order": f"{three.pk},{one.pk},{two.pk}"})
    assert titles(event) == ["Halte 3", "Halte 1", "Halte 2"]


def test_after_a_new_order_the_page_says_what_became_of_the_times(planner):
    client, event = planner
    first, *rest = event.stops.all()
    set_wish(first, open_until_min=575)
    order = ",".join(str(stop.pk) for stop in [*rest, first])
    said = unescape(client.post(url(event, "order"), {"order": order}, follow=True).content.decode())
    assert "De volgorde is veranderd en de tijden zijn opnieuw ingevuld." in said
    assert f"niet binnen de openingstijden en uw wensen: {first.title}." in said


def test_a_new_order_of_a_day_without_times_is_said_too(planner):
    client, event = planner
    Visit.objects.update(start_min=None, end_min=None)
    stop = event.stops.first()
    said = client.post(url(event, "order"), {"stop": stop.pk, "move": "down"}, follow=True)
    assert "<p>De volgorde is veranderd.</p>" in said.content.decode()


def test_on_the_tab_of_a_group_only_that_groups_order_changes(planner):
    client, event = planner
    add_group(event)
    one, two, three = event.stops.all()
    client.post(url(event, "order"), {"order": f"{three.pk},{one.pk},{two.pk}", "groep": "B"})
    assert titles(event) == ["Halte 1", "Halte 2", "Halte 3"]
    assert [visit.stop for visit in event.groups.get(letter="B").visits.all()] == [three, one, two]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("order", {}),
        ("order", {"order": "x,²,'"}),
        ("order", {"stop": "9" * 30}),
        ("shift", {"visit": "-1", "to": "600"}),
        ("leg", {"group": "1", "from": "x"}),
        ("end", {"end_min": "later"}),
    ],
)
def test_what_no_button_of_ours_sends_is_not_found(planner, name, data):
    client, event = planner
    assert client.post(url(event, name), data).status_code == 404


def test_a_visit_is_put_on_a_typed_time_and_the_next_moves_along(planner):
    client, event = planner
    visit = event.groups.get().visits.get(position=2)
    client.post(url(event, "shift"), {"visit": visit.pk, f"bezoek-{visit.pk}-to": "10.15"})
    assert starts(event.groups.get()) == [540, 615, 675]


def test_the_button_at_a_warning_moves_the_visit(planner):
    client, event = planner
    visit = event.groups.get().visits.get(position=2)
    client.post(url(event, "shift"), {"visit": visit.pk, "to": "600"})
    assert starts(event.groups.get())[1] == 600


@pytest.mark.parametrize("typed", ["", "25:00", "morgen"])
def test_a_time_that_is_none_comes_back_at_its_field(planner, typed):
    client, event = planner
    visit = event.groups.get().visits.get(position=2)
    answer = client.post(url(event, "shift"), {"visit": visit.pk, f"bezoek-{visit.pk}-to": typed})
    assert answer.status_code == 422
    assert f'id="id_bezoek-{visit.pk}-to_error"' in answer.content.decode()
    assert starts(event.groups.get()) == [540, 590, 650]


def test_a_time_that_the_clock_jumps_over_is_refused_in_the_form_with_a_sentence(planner):
    client, event = planner
    Event.objects.filter(pk=event.pk).update(date="2026-03-29")
    visit = event.groups.get().visits.get(position=3)
    answer = client.post(url(event, "shift"), {"visit": visit.pk, f"bezoek-{visit.pk}-to": "02:30"})
    assert answer.status_code == 422
    assert "2.30 uur bestaat niet op deze dag" in answer.content.decode()
    assert starts(event.groups.get()) == [540, 590, 650]


def leg_data(event, **typed):
    here, there = event.stops.all()[:2]
    ends = {"group": event.groups.get().pk, "from": here.pk, "to": there.pk}
    prefix = f"etappe-{here.pk}-{there.pk}-"
    return ends | {f"{prefix}{name}": value for name, value in typed.items()}


def test_a_way_is_typed_by_hand_and_no_longer_estimated(planner):
    client, event = planner
    client.post(url(event, "leg"), leg_data(event, mode="bus", minutes="12", step_free="yes"))
    leg = Leg.objects.get(from_stop=event.stops.first())
    assert (leg.mode, leg.minutes, leg.estimated, leg.step_free) == ("bus", 12, False, True)


@pytest.mark.parametrize(
    "typed", [{"mode": "vliegen"}, {"mode": "walk", "minutes": "-3"}, {"mode": "walk", "minutes": "veel"}]
)
def test_a_way_that_cannot_be_comes_back_with_what_was_typed(planner, typed):
    client, event = planner
    answer = client.post(url(event, "leg"), leg_data(event, **typed))
    assert answer.status_code == 422
    assert "utrecht-form-field-error-message" in answer.content.decode()
    assert Leg.objects.get(from_stop=event.stops.first()).minutes == 10


DAY = {"version": 1, "start_min": "09:30", "end_min": "13:00", "buffer_min": "5", "programme_complete": "on"}


def test_the_hours_of_the_day_are_kept(planner):
    client, event = planner
    assert client.post(url(event, "day"), DAY).status_code == 302
    event.refresh_from_db()
    assert (event.start_min, event.end_min, event.buffer_min, event.version) == (570, 780, 5, 2)


def test_the_second_of_two_tabs_is_told_and_loses_nothing_it_typed(planner):
    client, event = planner
    client.post(url(event, "day"), DAY)
    answer = client.post(url(event, "day"), DAY | {"start_min": "11:15"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Iemand anders heeft dit intussen veranderd" in html
    assert 'value="11:15"' in html
    assert "9.30" in html
    assert re.search(r'name="version" value="2"', html)
    event.refresh_from_db()
    assert event.start_min == 570


def test_an_end_before_the_start_is_told_at_its_field(planner):
    client, event = planner
    answer = client.post(url(event, "day"), DAY | {"end_min": "09:00"})
    assert answer.status_code == 422
    assert 'id="id_end_min_error"' in answer.content.decode()


def test_a_group_gets_a_guide_and_the_last_one_stays(planner):
    client, event = planner
    client.post(url(event, "group_new"))
    group = event.groups.get(letter="B")
    client.post(
        url(event, "group", group.pk), {"version": 1, "guide_name": "Fatima", "guide_phone": "06 5556667"}
    )
    group.refresh_from_db()
    assert (group.guide_name, group.version) == ("Fatima", 2)
    for letter in "BA":
        client.post(url(event, "group_delete", event.groups.get(letter=letter).pk))
    assert [one.letter for one in event.groups.all()] == ["A"]


def test_the_event_can_end_when_its_last_visit_does(planner):
    client, event = planner
    client.post(url(event, "end"), {"end_min": "680", "version": "1"})
    event.refresh_from_db()
    assert event.end_min == 680
