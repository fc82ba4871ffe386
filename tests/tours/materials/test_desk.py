"""The organiser's pages about material."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.access import LOGIN, May, assert_access, only, visitors_of
from tests.builders import a_draft, a_speaker, a_stop, a_talk, a_user, an_event, in_days
from tests.tours.materials import files
from tests.tours.materials.conftest import a_material, an_upload, check_all, stored
from tours.materials import actions
from tours.materials.deadlines import deadline_of
from tours.materials.models import Help, Material, UploadLimits
from tours.materials.overview import rows_of

pytestmark = pytest.mark.django_db
NEW = {"title": "", "place": "", "visibility": "public", "shown": "at_once", "visible_from": ""}


@pytest.fixture
def event():
    return an_event()


@pytest.fixture
def browser(event):
    client = Client()
    client.force_login(a_user(organisation=event.organisation, role="planner", name="Robin"))
    return client


def at(event, name="event", *args):
    return reverse(f"materials:{name}", args=[event.slug, *args])


def page(browser, event):
    return " ".join(browser.get(at(event)).content.decode().split())


@pytest.mark.parametrize("name", ["event", "material", "version"])
def test_who_may_look(event, name):
    material = a_material(event)
    args = {"event": [], "material": [material.pk], "version": [material.newest.pk]}[name]
    assert_access(at(event, name, *args), "get", only(May.SEE), visitors=visitors_of(event))


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("add_file", 422),
        ("add_link", 422),
        ("limits", 422),
        ("material", 422),
        ("add_version", 422),
        ("act", 302),
        ("act_on_version", 302),
    ],
)
def test_who_may_change(event, name, allowed):
    material = a_material(event)
    args = {
        "material": [material.pk],
        "add_version": [material.pk],
        "act": [material.pk, "withdraw"],
        "act_on_version": [material.newest.pk, "withdraw"],
    }.get(name, [])
    expected = only(May.PLAN, allowed=allowed)
    assert_access(at(event, name, *args), "post", expected, visitors=visitors_of(event))


def test_material_of_another_event_is_not_there(browser, event):
    other = a_material(an_event())
    assert browser.get(at(event, "material", other.pk)).status_code == 404
    assert browser.get(at(event, "version", other.newest.pk)).status_code == 404
    assert browser.post(at(event, "act", other.pk, "delete")).status_code == 404
    assert browser.post(at(event, "act_on_version", other.newest.pk, "withdraw")).status_code == 404


def test_loading_a_form_that_was_sent_leads_back_to_its_page(browser, event):
    material = a_material(event)
    assert browser.get(at(event, "add_file")).url == at(event)
    assert browser.get(at(event, "add_version", material.pk)).url == at(event, "material", material.pk)
    assert Client().get(at(event, "add_file")).url.startswith("/account/login/")
    assert LOGIN


def test_an_organiser_adds_a_file(browser, event):
    talk = a_talk(a_stop(event))
    data = NEW | {"place": f"talk-{talk.pk}", "file": an_upload("Dag_van_de_raad.pdf")}
    assert browser.post(at(event, "add_file"), data).url == at(event)
    material = Material.objects.get()
    assert (material.title, material.talk, material.visibility) == ("Dag van de raad", talk, "public")
    assert material.versions.get().uploaded_by == "Robin"
    assert "Wordt gecontroleerd" in page(browser, event)


def test_everything_is_there_in_one_as_soon_as_there_is_a_file(browser, event):
    assert "materiaal.zip" not in page(browser, event)
    a_material(event)
    assert reverse("materials:zip", args=[event.slug]) in page(browser, event)


def test_what_was_refused_at_once_is_told_and_kept_for_help(browser, event):
    browser.post(at(event, "add_file"), NEW | {"file": an_upload("dia.ppt", b"\xd0\xcf")})
    assert ".pptx of als pdf" in page(browser, event)
    version = Material.objects.get().versions.get()
    response = browser.get(at(event, "version", version.pk))
    assert b"".join(response.streaming_content) == b"\xd0\xcf"
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")


def test_what_is_not_taken_says_so_at_the_field_and_keeps_what_was_typed(browser, event):
    data = NEW | {"title": "Mijn titel", "file": an_upload("virus.exe", b"MZ")}
    response = browser.post(at(event, "add_file"), data)
    assert response.status_code == 422
    assert "nemen wij niet aan" in response.content.decode()
    assert "Mijn titel" in response.content.decode()
    assert not Material.objects.exists()


def test_a_moment_without_a_time_says_so(browser, event):
    response = browser.post(at(event, "add_file"), NEW | {"shown": "moment", "file": an_upload()})
    assert response.status_code == 422
    assert "vanaf welk moment" in response.content.decode()


def test_a_place_of_another_event_is_no_choice(browser, event):
    foreign = a_stop(an_event())
    response = browser.post(at(event, "add_file"), NEW | {"place": f"stop-{foreign.pk}", "file": an_upload()})
    assert response.status_code == 422


def test_an_organiser_adds_a_link(browser, event):
    data = NEW | {"title": "Film", "link": "https://film.example/1"}
    assert browser.post(at(event, "add_link"), data).status_code == 302
    assert Material.objects.get().link == "https://film.example/1"


@pytest.mark.parametrize("link", ["javascript:alert(1)", "film", ""])
def test_a_link_that_is_none_is_refused(browser, event, link):
    response = browser.post(at(event, "add_link"), NEW | {"title": "Film", "link": link})
    assert response.status_code == 422


def test_the_limits_are_said_before_a_file_is_chosen(browser, event):
    browser.post(at(event, "limits"), {"megabytes": "7", "files": "3"})
    assert "Hoogstens 7 MB per bestand en 3 bestanden" in page(browser, event)
    browser.post(at(event, "limits"), {"megabytes": "8", "files": "3"})
    assert UploadLimits.objects.get().megabytes == 8
    assert browser.post(at(event, "limits"), {"megabytes": "101", "files": "3"}).status_code == 422


def test_a_newer_version_is_uploaded_and_the_old_one_can_be_put_back(browser, event):
    material = a_material(event, name="eerst.pdf")
    browser.post(at(event, "add_version", material.pk), {"file": an_upload("later.pdf")})
    check_all()
    newer = Material.objects.get().newest
    assert newer.filename == "later.pdf"
    browser.post(at(event, "act_on_version", newer.pk, "withdraw"))
    assert Material.objects.get().newest.filename == "eerst.pdf"
    browser.post(at(event, "act_on_version", newer.pk, "restore"))
    assert Material.objects.get().newest.filename == "later.pdf"


def test_withdrawing_putting_back_and_deleting(browser, event):
    material = a_material(event)
    browser.post(at(event, "act", material.pk, "withdraw"))
    assert "Ingetrokken" in page(browser, event)
    browser.post(at(event, "act", material.pk, "restore"))
    assert Material.objects.get().newest
    browser.post(at(event, "act", material.pk, "delete"))
    assert not Material.objects.exists()


def test_doing_what_makes_no_sense_is_told_and_changes_nothing(browser, event):
    material = a_material(event)
    browser.post(at(event, "act", material.pk, "restore"))
    assert "niets ingetrokken" in page(browser, event)
    assert browser.post(at(event, "act", material.pk, "explode")).status_code == 404


def test_the_second_of_two_tabs_is_told_and_loses_nothing(browser, event):
    material = a_material(event, title="Eerst")
    url = at(event, "material", material.pk)
    changed = NEW | {"version": 1, "title": "Van de een"}
    assert browser.post(url, changed).status_code == 302
    response = browser.post(url, changed | {"title": "Van de ander"})
    shown = response.content.decode()
    assert response.status_code == 422
    assert "Van de een" in shown
    assert "Van de ander" in shown
    assert Material.objects.get().title == "Van de een"


def test_the_table_says_how_each_talk_stands(browser, event):
    stop = a_stop(event)
    kinds = {
        "Ontbreekt": {},
        "Zonder": {"has_no_slides": True},
        "Hulp": {},
        "Afgezegd": {"state": "declined"},
    }
    speakers = {
        title: a_speaker(event, talk=a_talk(stop, title=title), **{"state": "confirmed"} | fields)
        for title, fields in kinds.items()
    }
    a_talk(stop, title="Gesprek", kind="dialogue").speakers.add(speakers["Hulp"])
    actions.answer_about_slides(speakers["Hulp"], answer=Help.ORGANISER)
    shown = page(browser, event).partition("<tbody>")[2].partition("</tbody>")[0]
    for words in ("Ontbreekt", "Nog niet ingeleverd", "Komt zonder presentatie", "Wil hulp"):
        assert words in shown
    assert "Afgezegd" not in shown
    assert "Gesprek" not in shown


def test_the_speakers_yes_may_be_noted_by_the_organiser(browser, event):
    material = a_material(event, speaker=a_speaker(event))
    assert "nu deelnemers" in page(browser, event)
    browser.post(at(event, "act", material.pk, "agree"))
    assert Material.objects.get().public_agreed_at


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_page_costs_the_same_whatever_is_on_it(browser, event, django_assert_num_queries, how_many):
    for number in range(how_many):
        stop = a_stop(event)
        a_speaker(event, talk=a_talk(stop, title=f"Nog niets {number}"), state="confirmed")
        a_material(event, stop=stop)
    with django_assert_num_queries(16):
        browser.get(at(event))


def test_a_withdrawn_version_can_still_be_looked_at_by_the_organisers(browser, event):
    material = a_material(event, data=files.a_pdf())
    version = material.newest
    actions.withdraw(material)
    response = browser.get(at(event, "version", version.pk))
    assert b"".join(response.streaming_content) == stored(version)


def test_of_what_was_refused_nobody_is_said_to_see_it(browser, event):
    browser.post(at(event, "add_file"), NEW | {"file": an_upload("oud.ppt", b"oud")})
    row = page(browser, event).partition(">oud</a>")[2].partition("</tr>")[0]
    assert "Geweigerd" in row
    assert ".pptx of als pdf" in row
    assert "Iedereen" not in row


@pytest.mark.parametrize(("day", "words"), [(2, "Te laat"), (-2, "Niet ingeleverd")])
def test_what_never_came_is_not_late_any_more_when_the_event_is_over(day, words):
    event = an_event(date=in_days(day), material_deadline_days=5)
    a_speaker(event, talk=a_talk(a_stop(event), title="Zonder dia's"), state="confirmed")
    [row] = rows_of(event, today=timezone.localdate())
    assert str(row.state.words) == words


def test_whether_it_is_over_is_told_by_the_day_that_was_published():
    event = an_event(date=in_days(-2), material_deadline_days=5)
    a_speaker(event, talk=a_talk(a_stop(event), title="Zonder dia's"), state="confirmed")
    event.date = in_days(20)
    event.save()
    [row] = rows_of(event, today=timezone.localdate())
    assert str(row.state.words) == "Niet ingeleverd"


def test_until_when_is_counted_from_the_day_that_was_published():
    event = an_event(date=in_days(9), material_deadline_days=5)
    event.date = in_days(20)
    event.save()
    assert deadline_of(event) == in_days(4)
    assert deadline_of(a_draft(date=in_days(9), material_deadline_days=5)) == in_days(4)
    assert deadline_of(a_draft(date=None)) is None
