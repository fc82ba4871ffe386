"""Who gets in to the programme pages, and what answers to a link."""

import pytest
from django.urls import reverse

from tests.access import May, assert_access, only, visitors_of
from tests.builders import a_draft, a_stop, a_talk
from tests.scheduling.board.board import a_day

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
