"""The programme pages over HTTP: who gets in, what the buttons do, what bad input is told."""

import re

import pytest
from django.urls import reverse

from tests.access import May, assert_access, only, visitors_of
from tests.builders import a_draft, a_speaker, a_stop, a_talk, a_user
from tests.scheduling.board.board import a_day, starts
from tours.models import Event, Leg, Speaker, Stop, Talk
from tours.programme.actions import add_group

pytestmark = pytest.mark.django_db

SEE, PLAN = only(May.SEE), only(May.PLAN)
DO = only(May.PLAN, allowed=302)
PAGES = [
    ("programme", "get", SEE),
    ("stop_new", "get", PLAN),
    ("paste", "get", PLAN),
    ("fill", "post", DO),
    ("estimate", "post", DO),
    ("day", "post", only(May.PLAN, allowed=422)),
    ("group_new", "post", DO),
]
PAGES_OF = [
    ("stop", "stop", "get", PLAN),
    ("stop_delete", "stop", "get", PLAN),
    ("stop_delete", "stop", "post", DO),
    ("talk_order", "stop", "post", only(May.PLAN, allowed=404)),
    ("talk_new", "stop", "get", PLAN),
    ("talk", "talk", "get", PLAN),
    ("talk_delete", "talk", "get", PLAN),
    ("talk_delete", "talk", "post", DO),
    ("group", "group", "get", PLAN),
    ("group_delete", "group", "get", PLAN),
    ("group_delete", "group", "post", DO),
]


@pytest.mark.parametrize(("name", "method", "expected"), PAGES)
def test_who_may_open_and_do_what(name, method, expected):
    event = a_day(0)
    url = reverse(f"board:{name}", args=[event.slug])
    assert_access(url, method, expected, visitors=visitors_of(event))


@pytest.mark.parametrize(("name", "of", "method", "expected"), PAGES_OF)
def test_who_may_open_and_do_what_with_a_row(name, of, method, expected):
    event = a_day(0)
    stop = event.stops.get()
    rows = {"stop": stop, "talk": a_talk(stop), "group": event.groups.get()}
    url = reverse(f"board:{name}", args=[event.slug, rows[of].pk])
    assert_access(url, method, expected, visitors=visitors_of(event))


@pytest.mark.parametrize("name", ["stop", "stop_delete", "talk_new"])
def test_a_stop_of_another_event_does_not_exist_here(planner, name):
    client, event = planner
    strange = a_stop(a_draft(organisation=event.organisation))
    assert client.get(reverse(f"board:{name}", args=[event.slug, strange.pk])).status_code == 404


@pytest.mark.parametrize("name", ["fill", "estimate", "day", "end", "order", "shift", "leg", "group_new"])
def test_what_changes_something_does_not_answer_to_a_link(planner, name):
    client, event = planner
    page = client.get(reverse(f"board:{name}", args=[event.slug]))
    assert page["Location"] == reverse("board:programme", args=[event.slug])


@pytest.fixture
def planner(client):
    """A planner's browser, and a day of three stops."""
    event = a_day(0, 0.3, 3)
    client.force_login(a_user(role="planner", organisation=event.organisation))
    return client, event


def url(event, name, *args):
    return reverse(f"board:{name}", args=[event.slug, *args])


def page_of(client, event, query=""):
    return client.get(url(event, "programme") + query).content.decode()


def titles(event):
    return [stop.title for stop in event.stops.all()]


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


def stop_data(**typed):
    return {
        "version": 1,
        "title": "Podium Oost",
        "kind": "visit",
        "duration_min": "35",
        "contact_phone": "06 12345678",
    } | typed


def test_a_new_stop_comes_with_its_venue_speakers_and_estimated_way(planner):
    client, event = planner
    venue = event.stops.first().venue
    typed = stop_data(venue=venue.pk, new_speakers="Hans Elsendoorn, Kees Fortuin")
    client.post(url(event, "stop_new"), typed)
    stop = event.stops.last()
    assert (stop.title, stop.venue, stop.contact_phone) == ("Podium Oost", venue, "06 12345678")
    assert {speaker.name for speaker in stop.talks.get().speakers.all()} == {
        "Hans Elsendoorn",
        "Kees Fortuin",
    }
    assert Leg.objects.filter(to_stop=stop).get().estimated


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "a\nb"}, "title"),
        ({"title": "x" * 141}, "title"),
        ({"duration_min": "0"}, "duration_min"),
        ({"duration_min": "1441"}, "duration_min"),
        ({"contact_phone": "bel maar"}, "contact_phone"),
        ({"contact_email": "geen adres"}, "contact_email"),
        ({"new_speakers": "x" * 121}, "new_speakers"),
        ({"kind": "feest"}, "kind"),
        ({"venue": "999999"}, "venue"),
    ],
)
def test_a_stop_with_a_mistake_comes_back_at_the_field_and_nothing_is_stored(planner, typed, field):
    client, event = planner
    answer = client.post(url(event, "stop_new"), stop_data(**typed))
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert event.stops.count() == 3


def test_a_venue_of_another_organisation_cannot_be_chosen(planner):
    client, event = planner
    strange = a_day(0).stops.get().venue
    answer = client.post(url(event, "stop_new"), stop_data(venue=strange.pk))
    assert answer.status_code == 422


def test_two_tabs_editing_the_same_stop_the_second_is_told_and_loses_nothing(planner):
    client, event = planner
    stop = event.stops.first()
    client.post(url(event, "stop", stop.pk), stop_data(title="Van de eerste"))
    answer = client.post(url(event, "stop", stop.pk), stop_data(title="Van de tweede"))
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Iemand anders heeft dit intussen veranderd" in html
    assert 'value="Van de tweede"' in html
    assert "<b>Titel:</b> Van de eerste" in html
    assert Stop.objects.get(pk=stop.pk).title == "Van de eerste"
    again = stop_data(title="Van de tweede", version=re.search(r'name="version" value="(\d+)"', html)[1])
    assert client.post(url(event, "stop", stop.pk), again).status_code == 302
    assert Stop.objects.get(pk=stop.pk).title == "Van de tweede"


def test_deleting_a_stop_shows_what_hangs_on_it_and_moves_the_talks_when_asked(planner):
    client, event = planner
    here, there, _last = event.stops.all()
    a_speaker(event, talk=a_talk(here, title="Oud worden"), name="Mariska")
    html = client.get(url(event, "stop_delete", here.pk)).content.decode()
    assert "Oud worden" in html
    assert "Mariska" in html
    client.post(url(event, "stop_delete", here.pk), {"talks_to": there.pk})
    assert titles(event) == ["Halte 2", "Halte 3"]
    assert Talk.objects.get().stop == there


def test_talks_are_added_changed_ordered_and_taken_away(planner):
    client, event = planner
    stop = event.stops.first()
    typed = {
        "version": 1,
        "title": "Open brief",
        "kind": "resident",
        "duration_min": 3,
        "text": "Geachte raad",
    }
    client.post(url(event, "talk_new", stop.pk), typed | {"new_speakers": "Bewoner Een"})
    talk = stop.talks.get()
    assert (talk.kind, talk.text, talk.speakers.get().name) == ("resident", "Geachte raad", "Bewoner Een")
    other = event.stops.last()
    changed = typed | {"title": "Brief", "stop": other.pk, "speakers": [talk.speakers.get().pk]}
    client.post(url(event, "talk", talk.pk), changed)
    second = a_talk(other)
    client.post(url(event, "talk_order", other.pk), {"talk": second.pk, "move": "up"})
    assert [one.title for one in other.talks.all()] == [second.title, "Brief"]
    client.post(url(event, "talk_delete", talk.pk))
    assert list(other.talks.all()) == [second]
    assert Speaker.objects.filter(event=event).count() == 1


def test_two_tabs_editing_the_same_talk_the_second_is_told(planner):
    client, event = planner
    talk = a_talk(event.stops.first())
    typed = {"version": 1, "kind": "presentation", "duration_min": 9, "stop": talk.stop_id}
    client.post(url(event, "talk", talk.pk), typed | {"title": "Van de eerste"})
    answer = client.post(url(event, "talk", talk.pk), typed | {"title": "Van de tweede"})
    assert answer.status_code == 422
    assert 'value="Van de tweede"' in answer.content.decode()
    assert Talk.objects.get().title == "Van de eerste"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Ik woon op 3512 AB Utrecht.", 422),
        ("Ik woon aan de Kanaalstraat 12 in Utrecht.", 422),
        ("Ik woon aan de Laan van Nieuw Guinea 4.", 422),
        ("Op de Amsterdamsestraatweg 3 bomen erbij, en in 2018 was de Kanaalstraat 12 weken dicht.", 302),
        ("Mail mij: jan@voorbeeld.example", 422),
        ("Bel 06-12345678 of 030 1234567", 422),
        ("In 2018 kwamen er 160 vrienden, en 0,5 procent ging weg. Zie www.voorbeeld.example.", 302),
    ],
)
def test_a_text_that_is_published_keeps_no_address_of_a_resident(planner, text, status):
    client, event = planner
    typed = {"version": 1, "title": "Open brief", "kind": "resident", "duration_min": 3, "text": text}
    assert client.post(url(event, "talk_new", event.stops.first().pk), typed).status_code == status


PASTED = "Halte\tLocatie\tDuur\tSprekers\n{rows}"


def test_pasted_stops_are_shown_first_and_then_stored_all_together(planner):
    client, event = planner
    text = PASTED.format(rows="Podium Oost\tPodium\t35\tHans\nLunch\tPodium\t45\t")
    shown = client.post(url(event, "paste"), {"text": text})
    assert shown.status_code == 200
    assert "Zet in het programma" in shown.content.decode()
    assert event.stops.count() == 3
    client.post(url(event, "paste"), {"text": text, "seen": "1"})
    assert titles(event)[3:] == ["Podium Oost", "Lunch"]
    assert event.stops.last().venue == event.stops.get(title="Podium Oost").venue


def test_a_pasted_lunch_is_a_meal_unless_the_row_says_otherwise(planner):
    client, event = planner
    text = "Halte\tSoort\nLunch\t\nInloop\t\nLunch\tHalte\nTuin Noord\t"
    assert "Maaltijd" in client.post(url(event, "paste"), {"text": text}).text
    client.post(url(event, "paste"), {"text": text, "seen": "1"})
    kinds = Stop.objects.filter(event=event, title__in=["Lunch", "Inloop", "Tuin Noord"]).order_by("position")
    assert list(kinds.values_list("kind", flat=True)) == ["meal", "gathering", "visit", "visit"]


def test_a_mistake_in_pasted_stops_names_line_and_column_and_stores_nothing(planner):
    client, event = planner
    text = PASTED.format(rows="Goed\tPodium\t35\tHans\nFout\tPodium\teen uur\t")
    answer = client.post(url(event, "paste"), {"text": text, "seen": "1"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(r'<td class="dt-number">3</td><td>Duur \(minuten\)</td>', html)
    assert event.stops.count() == 3


def test_pasting_nothing_is_told(planner):
    client, event = planner
    assert client.post(url(event, "paste"), {"text": "\n\n", "seen": "1"}).status_code == 422


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
