import pytest
from django.urls import reverse

from tests.access import May, assert_access, only, visitors_of
from tests.builders import a_registration, an_event
from tours.models import Allotment, Notice, Pool
from tours.signups.desk.urls import patterns

PAGES = [
    ("people", "get", only(May.SEE)),
    ("counts", "get", only(May.SEE)),
    ("people_csv", "get", only(May.SEE)),
    ("people_xlsx", "get", only(May.SEE)),
    ("attendance", "get", only(May.SEE)),
    ("move", "post", only(May.HANDLE_PEOPLE, allowed=302)),
    ("add", "get", only(May.HANDLE_PEOPLE)),
    ("add", "post", only(May.HANDLE_PEOPLE, allowed=422)),
    ("walk_in", "get", only(May.HANDLE_PEOPLE)),
    ("walk_in", "post", only(May.HANDLE_PEOPLE, allowed=422)),
    ("paste", "get", only(May.HANDLE_PEOPLE)),
    ("paste", "post", only(May.HANDLE_PEOPLE, allowed=422)),
    ("move_up", "post", only(May.HANDLE_PEOPLE, allowed=302)),
    ("notice_seen", "post", only(May.HANDLE_PEOPLE, allowed=302)),
    ("pools", "get", only(May.HANDLE_PEOPLE)),
    ("pool", "post", only(May.HANDLE_PEOPLE, allowed=302)),
    ("pool_add", "post", only(May.HANDLE_PEOPLE, allowed=422)),
    ("pool_remove", "post", only(May.HANDLE_PEOPLE, allowed=302)),
    ("keep", "post", only(May.HANDLE_PEOPLE, allowed=422)),
    ("release", "post", only(May.HANDLE_PEOPLE, allowed=302)),
    ("person", "get", only(May.HANDLE_PEOPLE)),
    ("person", "post", only(May.HANDLE_PEOPLE, allowed=422)),
    ("person_row", "get", only(May.HANDLE_PEOPLE, allowed=302)),
    ("person_cancel", "get", only(May.HANDLE_PEOPLE)),
    ("person_cancel", "post", only(May.HANDLE_PEOPLE, allowed=302)),
    ("person_back", "post", only(May.HANDLE_PEOPLE, allowed=302)),
    ("person_link", "post", only(May.HANDLE_PEOPLE, allowed=302)),
    ("person_present", "post", only(May.HANDLE_PEOPLE, allowed=302)),
]
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("name", "method", "expected"), PAGES)
def test_who_may_open_which_page(name, method, expected):
    event = an_event()
    url = reverse(f"signups:{name}", args=[event.slug, *_row_of(name, event)])
    assert_access(url, method, expected, visitors=visitors_of(event))


def test_every_page_stands_in_the_table():
    assert {pattern.name for pattern in patterns} == {name for name, _method, _expected in PAGES}


@pytest.mark.parametrize(
    "name", ["person", "person_cancel", "person_back", "pool", "pool_remove", "notice_seen"]
)
def test_a_row_of_another_event_is_not_found(name):
    event, other = an_event(), an_event()
    owner = visitors_of(event)["owner"]
    url = reverse(f"signups:{name}", args=[event.slug, *_row_of(name, other)])
    assert owner.post(url).status_code == 404


@pytest.mark.parametrize("name", ["move", "person_back", "person_link", "person_present", "pool", "pool_add"])
def test_a_link_alone_changes_nothing(name):
    event = an_event()
    url = reverse(f"signups:{name}", args=[event.slug, *_row_of(name, event)])
    assert visitors_of(event)["owner"].get(url).status_code == 302


def _row_of(name, event):
    if name in {"pool", "pool_remove"}:
        return [Pool.objects.get_or_create(event=event, role="press")[0].pk]
    if name == "notice_seen":
        return [Notice.objects.create(registration=a_registration(event), kind="reply").pk]
    if name == "release":
        return [Allotment.objects.create(event=event, name="Alliantie", seats=0).pk]
    return [a_registration(event).pk] if name.startswith("person") else []
