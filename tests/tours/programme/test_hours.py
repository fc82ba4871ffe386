"""When a place is open: typed, stored, read back, and what the database refuses."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from tests.builders import a_draft, a_stop, a_user, a_venue, an_organisation
from tests.tours.lifecycle.files import imported
from tours.lifecycle.actions import copy_event
from tours.lifecycle.importing import write_event
from tours.models import Event, OpeningHours, Venue
from tours.programme.actions import set_hours
from tours.programme.hours import DayHours, from_rows, open_on, whole_week

pytestmark = pytest.mark.django_db
TUESDAY, WEDNESDAY, CHRISTMAS = date(2026, 12, 22), date(2026, 12, 23), date(2026, 12, 25)
TWICE = DayHours(1, None, ((540, 720), (780, 1020)))


@pytest.fixture
def planner(client):
    event = a_draft(date=TUESDAY)
    client.force_login(a_user(role="planner", organisation=event.organisation))
    return client, a_venue(event, name="Buurthuis")


def typed(page, **changes):
    fields = {field.html_name: field.value() for field in page.context["form"]}
    return {name: "" if value in (None, False) else value for name, value in (fields | changes).items()}


def hours(venue):
    return from_rows(venue.opening_hours.all())


def test_a_weekday_that_is_not_named_is_closed_where_another_has_times():
    week = whole_week([TWICE, DayHours(None, CHRISTMAS)])
    assert open_on(week, TUESDAY) == ((540, 720), (780, 1020))
    assert open_on(week, WEDNESDAY) == ()
    assert open_on([DayHours(0, None)], TUESDAY) is None  # closed on Mondays says nothing of Tuesdays
    assert open_on([], TUESDAY) is None


def test_a_date_goes_before_its_weekday():
    friday = DayHours(4, None, ((540, 1020),))
    assert open_on([friday, DayHours(None, CHRISTMAS)], CHRISTMAS) == ()
    assert open_on([friday, DayHours(None, CHRISTMAS, ((600, 660),))], CHRISTMAS) == ((600, 660),)


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("9-12", ((540, 720),)),
        ("9.00–12.00 en 13.00–17.00", ((540, 720), (780, 1020))),
        ("van 13:00 tot 17:00, en 9:00 - 12:00", ((540, 720), (780, 1020))),
        ("9.00-12.00; 20.00-0.00", ((540, 720), (1200, 1440))),
        ("Dicht", ()),
    ],
)
def test_hours_are_typed_as_people_write_them_and_shown_again(planner, text, stored):
    client, venue = planner
    url = reverse("programme:venue", args=[venue.pk])
    assert (
        client.post(url, typed(client.get(url), hours_1=text, hours_on_dates="25-12-2026 dicht")).status_code
        == 302
    )
    assert open_on(hours(venue), TUESDAY) == stored
    assert open_on(hours(venue), CHRISTMAS) == ()
    before = hours(venue)
    client.post(url, typed(client.get(url), hours_1=client.get(url).context["form"]["hours_1"].value()))
    assert hours(venue) == before


@pytest.mark.parametrize("text", ["negen tot twaalf", "12-9", "9-12 en 11-13", "9-25", "9"])
def test_what_is_no_time_is_told_at_the_field_and_stays_typed(planner, text):
    client, venue = planner
    url = reverse("programme:venue", args=[venue.pk])
    answer = client.post(url, typed(client.get(url), hours_1=text))
    assert answer.status_code == 422
    assert 'id="id_hours_1_error"' in answer.text
    assert f'value="{text}"' in answer.text
    assert not OpeningHours.objects.exists()


@pytest.mark.parametrize(
    "text", ["morgen dicht", "31-02-2026 dicht", "24-12-2026 soms", "1-1-2027 dicht\n01-01-2027 9-12"]
)
def test_a_line_that_is_no_date_is_named(planner, text):
    client, venue = planner
    url = reverse("programme:venue", args=[venue.pk])
    answer = client.post(url, typed(client.get(url), hours_on_dates=text))
    assert answer.status_code == 422
    assert 'id="id_hours_on_dates_error"' in answer.text
    assert not OpeningHours.objects.exists()


def test_who_types_hours_second_sees_what_the_first_stored(planner):
    client, venue = planner
    url = reverse("programme:venue", args=[venue.pk])
    page = client.get(url)
    client.post(url, typed(page, hours_1="9-12"))
    answer = client.post(url, typed(page, hours_1="10-12"))
    assert answer.status_code == 422
    assert "<b>dinsdag:</b> 9.00–12.00" in answer.text
    assert open_on(hours(venue), TUESDAY) == ((540, 720),)


def test_the_same_hours_again_are_no_difference():
    venue = a_venue(an_organisation())
    assert set_hours(venue, [TWICE])
    rows = set(OpeningHours.objects.values_list("pk", flat=True))
    assert not set_hours(venue, [TWICE])
    assert set(OpeningHours.objects.values_list("pk", flat=True)) == rows


@pytest.mark.parametrize(
    "row",
    [
        {"from_min": 540, "until_min": 600},
        {"weekday": 1, "date": TUESDAY},
        {"weekday": 7},
        {"weekday": 1, "from_min": 540},
        {"weekday": 1, "from_min": 600, "until_min": 600},
        {"weekday": 1, "from_min": 600, "until_min": 1441},
    ],
)
def test_the_database_refuses_what_is_no_stretch_of_a_day(row):
    venue = a_venue(an_organisation())
    with pytest.raises(IntegrityError), transaction.atomic():
        OpeningHours.objects.create(venue=venue, **row)


def test_hours_travel_in_the_event_file_and_twice_is_nothing():
    event = a_draft(slug="toer")
    venue = a_venue(event)
    a_stop(event, venue=venue, opens_for_us=True)
    set_hours(venue, [TWICE, DayHours(None, CHRISTMAS), DayHours(None, WEDNESDAY, ((540, 1440),))])
    text = write_event(Event.objects.get(pk=event.pk))
    assert "tuesday 09:00-12:00 13:00-17:00" in text
    assert "2026-12-23 09:00-24:00" in text
    assert "2026-12-25 closed" in text
    before = Venue.objects.values_list("version", flat=True).get()
    assert not imported(text).changed
    assert Venue.objects.values_list("version", flat=True).get() == before
    assert imported(text.replace("tuesday 09:00", "tuesday 08:30")).changed
    assert open_on(hours(venue), TUESDAY)[0] == (510, 720)
    set_hours(venue, [])
    imported(text)
    assert write_event(Event.objects.get(pk=event.pk)) == text


def test_that_a_place_opens_for_us_is_agreed_for_one_date():
    event = a_draft()
    a_stop(event, venue=a_venue(event), opens_for_us=True)
    assert not copy_event(event, date=None, title="Nog eens").stops.get().opens_for_us
