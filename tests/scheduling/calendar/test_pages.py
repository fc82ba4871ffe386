"""The calendar page of an organisation."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from scheduling.calendar import actions, errors
from scheduling.models import ClosedDay, CouncilCalendar
from tests.access import May, assert_access, only, visitors_of
from tests.builders import a_closed_day, a_user, an_organisation, in_days

pytestmark = pytest.mark.django_db

PAGES = [
    ("closed", "get", only(May.SEE, cohosts=False)),
    ("add", "post", only(May.PLAN, allowed=422, cohosts=False)),
    ("import", "post", only(May.PLAN, allowed=422, cohosts=False)),
    ("forget", "post", only(May.PLAN, allowed=302, cohosts=False)),
    ("region", "post", only(May.PLAN, allowed=302, cohosts=False)),
]


@pytest.mark.parametrize(("name", "method", "expected"), PAGES)
def test_who_may(name, method, expected):
    organisation = an_organisation()
    url = reverse(f"calendar_days:{name}", args=[organisation.slug])
    assert_access(url, method, expected, visitors=visitors_of(organisation))


def test_who_may_take_a_day_off():
    organisation = an_organisation()
    url = reverse("calendar_days:delete", args=[organisation.slug, a_closed_day(organisation).pk])
    expected = only(May.PLAN, allowed=302, cohosts=False)
    assert_access(url, "post", expected, visitors=visitors_of(organisation))


@pytest.fixture
def clerk(client):
    user = a_user(role="planner")
    client.force_login(user)
    client.organisation = user.memberships.get().organisation
    return client


def send(clerk, view, **data):
    url = reverse(f"calendar_days:{view}", args=[clerk.organisation.slug])
    return clerk.post(url, data, follow=True)


def take_over(clerk, file):
    """Look at what a file changes, and take it over."""
    seen = send(clerk, "import", file=file)
    return send(clerk, "import", gelezen=seen.context["sealed"])


def a_file(*days, name="Vergaderagenda"):
    events = "".join(
        f"BEGIN:VEVENT\r\nUID:{n}@raad\r\nDTSTART;VALUE=DATE:{in_days(day):%Y%m%d}\r\nSUMMARY:Raad {day}\r\nEND:VEVENT\r\n"
        for n, day in enumerate(days)
    )
    text = f"BEGIN:VCALENDAR\r\nX-WR-CALNAME:{name}\r\n{events}END:VCALENDAR\r\n"
    return SimpleUploadedFile("agenda.ics", text.encode(), content_type="text/calendar")


def stands():
    return [day.reason for day in ClosedDay.objects.all()]


def test_a_period_is_typed_and_shown(clerk):
    answer = send(
        clerk, "add", reason="Kerstreces", first=in_days(5).isoformat(), last=in_days(9).isoformat()
    )
    assert "‘Kerstreces’ staat in de kalender." in answer.content.decode()
    day = ClosedDay.objects.get()
    assert (day.first, day.last, day.start_min) == (in_days(5), in_days(9), None)


def test_one_evening_is_typed_with_its_times(clerk):
    send(clerk, "add", reason="Raad", first=in_days(5).isoformat(), start_min="19.30", end_min="23:00")
    day = ClosedDay.objects.get()
    assert (day.last, day.start_min, day.end_min) == (in_days(5), 1170, 1380)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"last": in_days(4).isoformat()}, "De laatste dag ligt vóór de eerste."),
        ({"start_min": "10:00"}, "Vul een begin en een later einde in"),
        ({"start_min": "10:00", "end_min": "9:00"}, "Vul een begin en een later einde in"),
    ],
)
def test_what_cannot_be_is_told_at_its_field(clerk, typed, sentence):
    answer = send(clerk, "add", **({"reason": "Reces", "first": in_days(5).isoformat()} | typed))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert 'value="Reces"' in answer.content.decode()


def test_a_newer_file_takes_the_place_of_the_older_and_leaves_what_was_typed(clerk):
    a_closed_day(clerk.organisation, first=in_days(1), reason="Getypt")
    a_closed_day(an_organisation(), reason="Elders", source="Vergaderagenda")
    take_over(clerk, a_file(2, 3))
    answer = take_over(clerk, a_file(3, 4, 5))
    assert "Overgenomen: 2 nieuw, 0 veranderd, 1 weg." in answer.content.decode()
    assert stands() == ["Getypt", "Raad 3", "Raad 4", "Raad 5", "Elders"]


def test_two_files_stand_beside_each_other_and_one_of_them_goes(clerk):
    take_over(clerk, a_file(2))
    take_over(clerk, a_file(3, name="Reces"))
    assert stands() == ["Raad 2", "Raad 3"]
    send(clerk, "forget", source="Vergaderagenda")
    assert stands() == ["Raad 3"]


def test_forgetting_nothing_in_particular_leaves_what_was_typed(clerk):
    a_closed_day(clerk.organisation, reason="Getypt")
    send(clerk, "forget", source="")
    assert stands() == ["Getypt"]


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (SimpleUploadedFile("foto.ics", b"\x89PNG"), "geen agendabestand dat we kunnen lezen"),
        (a_file(), "In dit bestand staat niets dat nog komt."),
        (SimpleUploadedFile("groot.ics", b"x" * 2_000_001), "Dit bestand is te groot."),
    ],
)
def test_a_file_that_is_no_use_changes_nothing(clerk, file, sentence):
    a_closed_day(clerk.organisation, reason="Oud", source="Vergaderagenda")
    answer = send(clerk, "import", file=file)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert stands() == ["Oud"]


def test_the_school_region_is_remembered(clerk):
    for region in ("Zuid", "Noord"):
        answer = send(clerk, "region", school_region=region)
    assert CouncilCalendar.objects.get().school_region == "Noord"
    assert '<option value="Noord" selected>' in answer.content.decode()


def test_a_day_is_taken_off(clerk):
    day = a_closed_day(clerk.organisation)
    clerk.post(reverse("calendar_days:delete", args=[clerk.organisation.slug, day.pk]))
    assert stands() == []


def test_a_viewer_sees_the_days_without_a_form(client):
    day = a_closed_day(an_organisation(), reason="Kerstreces")
    client.force_login(a_user(role="viewer", organisation=day.organisation))
    text = client.get(reverse("calendar_days:closed", args=[day.organisation.slug])).content.decode()
    assert "Kerstreces" in text
    assert "csrfmiddlewaretoken" not in text.partition('id="inhoud"')[2].partition("<footer")[0]


@pytest.mark.parametrize("number", [1, 3, 20])
def test_the_page_costs_the_same_for_any_number_of_days(clerk, number, django_assert_num_queries):
    for n in range(number):
        a_closed_day(clerk.organisation, first=in_days(n))
    with django_assert_num_queries(6):
        clerk.get(reverse("calendar_days:closed", args=[clerk.organisation.slug]))


def test_a_period_that_ends_before_it_begins_is_refused_by_the_database():
    with pytest.raises(IntegrityError), transaction.atomic():
        a_closed_day(an_organisation(), last=in_days(1))


def test_a_part_of_a_day_has_both_times():
    with pytest.raises(errors.TimesBelongTogether):
        actions.add_closed_day(an_organisation(), first=in_days(1), reason="x", end_min=9)
    with pytest.raises(IntegrityError), transaction.atomic():
        a_closed_day(an_organisation(), start_min=9)


def test_looking_at_a_file_shows_what_is_new_changed_and_gone_and_changes_nothing(clerk):
    for day, reason in ((2, "Raad 2"), (3, "Raad"), (4, "Reces")):
        a_closed_day(clerk.organisation, first=in_days(day), reason=reason, source="Vergaderagenda")
    a_closed_day(
        clerk.organisation,
        first=in_days(3),
        reason="Raad 3",
        source="Vergaderagenda",
        start_min=600,
        end_min=700,
    )
    seen = send(clerk, "import", file=a_file(2, 3, 9))
    changes = seen.context["changes"]
    assert [each.reason for each in changes.new] == ["Raad 9"]
    assert [(old.start_min, new.start_min) for old, new in changes.changed] == [(600, None)]
    assert [day.reason for day in changes.gone] == ["Raad", "Reces"]
    assert changes.same == 1
    assert "Neem dit over" in seen.content.decode()
    assert stands() == ["Raad 2", "Raad", "Raad 3", "Reces"]


def test_the_same_file_twice_changes_nothing_at_all(clerk):
    take_over(clerk, a_file(2, 3))
    before = list(ClosedDay.objects.values())
    seen = send(clerk, "import", file=a_file(2, 3))
    assert "Er verandert niets" in seen.content.decode()
    assert "Neem dit over" not in seen.content.decode()
    send(clerk, "import", gelezen=seen.context["sealed"])
    assert list(ClosedDay.objects.values()) == before


def test_what_changed_keeps_its_row(clerk):
    day = a_closed_day(clerk.organisation, first=in_days(5), reason="Raad 2", source="Vergaderagenda")
    take_over(clerk, a_file(2))
    day.refresh_from_db()
    assert day.first == in_days(2)


def test_an_entry_that_cannot_be_read_is_said_with_what_to_do(clerk):
    file = a_file(2)
    text = file.read().replace(
        b"END:VCALENDAR", b"BEGIN:VEVENT\r\nSUMMARY:Kapot\r\nEND:VEVENT\r\nEND:VCALENDAR"
    )
    seen = send(clerk, "import", file=SimpleUploadedFile("agenda.ics", text))
    page = seen.content.decode()
    assert "Kapot" in page
    assert "Afspraak 2 in het bestand. Een datum of tijd ontbreekt" in page
    assert "of typ het hier zelf" in page
    send(clerk, "import", gelezen=seen.context["sealed"])
    assert stands() == ["Raad 2"]


def test_what_was_not_read_here_is_not_taken_over(clerk):
    seen = send(clerk, "import", file=a_file(2))
    other = a_user(role="planner")
    clerk.force_login(other)
    clerk.organisation = other.memberships.get().organisation
    for text in (seen.context["sealed"], "onzin", ""):
        answer = send(clerk, "import", gelezen=text)
        assert answer.status_code == 422
        assert "Kies het bestand opnieuw" in answer.content.decode()
    assert stands() == []


def test_a_newer_file_under_another_name_can_take_the_place_of_the_older(clerk):
    take_over(clerk, a_file(2, 3))
    seen = send(clerk, "import", file=a_file(3, 4, name="Vergaderagenda (1)"))
    assert [day.reason for day in seen.context["changes"].new] == ["Raad 3", "Raad 4"]
    assert "Ja, van ‘Vergaderagenda’" in seen.content.decode()
    beside = send(clerk, "import", gelezen=seen.context["sealed"], in_plaats_van="Vergaderagenda")
    assert [day.reason for day in beside.context["changes"].new] == ["Raad 4"]
    assert [day.reason for day in beside.context["changes"].gone] == ["Raad 2"]
    assert "Is het een nieuwe versie" not in beside.content.decode()
    assert stands() == ["Raad 2", "Raad 3"]
    send(clerk, "import", gelezen=beside.context["sealed"])
    assert stands() == ["Raad 3", "Raad 4"]


def test_a_file_is_never_set_beside_one_of_another_organisation(clerk):
    a_closed_day(an_organisation(), reason="Elders", source="Griffie elders")
    seen = send(clerk, "import", file=a_file(2))
    assert "Is het een nieuwe versie" not in seen.content.decode()
    send(clerk, "import", gelezen=seen.context["sealed"], in_plaats_van="Griffie elders")
    assert ClosedDay.objects.get(reason="Raad 2").source == "Vergaderagenda"
