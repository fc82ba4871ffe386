"""The speaker's own page: what it shows, what may be done there, and by whom."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.tokens import make_token
from tests.builders import (
    a_draft,
    a_registration,
    a_speaker,
    a_stop,
    a_talk,
    a_venue,
    publish_quietly,
)
from tests.tours.materials import files
from tests.tours.materials.conftest import a_material, check_all
from tours.models import Event, Group, Material, Organisation, Report, ReportReview, SlidesAnswer, Speaker
from tours.programme.models import Visit

pytestmark = pytest.mark.django_db


def link(speaker, name="speaker", *args, version=None):
    token = make_token("spreker", speaker.pk, version or speaker.link_version)
    return reverse(f"personal:{name}", args=[token, *args])


def page(speaker):
    response = Client().get(link(speaker))
    assert response.status_code == 200
    return response.content.decode()


def invited(*, stops=1, **fields):
    """A speaker who was asked, with a talk at each of so many stops of a published event."""
    event = a_draft(programme_complete=True)
    speaker = a_speaker(event, **{"state": "invited", "name": "Mariska van Keulen"} | fields)
    for number in range(stops):
        stop = a_stop(
            event,
            at=600 + 60 * number,
            venue=a_venue(event),
            contact_name="Hans",
            contact_phone="06 12345678",
        )
        a_talk(stop, title=f"Praatje {number}", kind="presentation").speakers.add(speaker)
    publish_quietly(event)
    return Speaker.objects.select_related("event__current").get(pk=speaker.pk)


def upload(speaker, where="", name="dia.pdf", data=None, **fields):
    file = SimpleUploadedFile(name, files.a_pdf() if data is None else data)
    return Client().post(link(speaker, "speaker_upload"), {"where": where, "file": file} | fields)


def talk_of(speaker):
    return f"talk-{speaker.talks.get().pk}"


# --- the link ------------------------------------------------------------------------------------------


def test_the_page_is_private():
    response = Client().get(link(invited()))
    assert response["Cache-Control"] == "no-store, private"
    assert response["Referrer-Policy"] == "no-referrer"
    assert "noindex" in response["X-Robots-Tag"]


def test_a_link_that_was_renewed_is_gone_and_says_how_to_get_a_new_one():
    speaker = invited(link_version=2)
    response = Client().get(link(speaker, version=1))
    assert response.status_code == 410
    assert "nieuwe link" in response.content.decode()


@pytest.mark.parametrize("token", ["x", "1.1.0000", "999999.1." + "0" * 40])
def test_a_link_that_we_never_made_is_not_there(token):
    assert Client().get(f"/spreker/{token}/").status_code == 404


def test_a_link_to_another_page_does_not_open_this_one():
    speaker = invited()
    token = make_token("mijn", speaker.pk, 1)
    assert Client().get(f"/spreker/{token}/").status_code == 404


def test_opening_every_link_on_the_page_changes_nothing():
    """As the mail scanners of municipalities do."""
    speaker = invited()
    for name in ("speaker", "speaker_answer", "speaker_upload", "speaker_slides", "speaker_review"):
        assert Client().get(link(speaker, name)).status_code in {200, 302}
    assert Client().get(link(speaker, "speaker_public", 1)).status_code == 302
    assert Speaker.objects.get().state == "invited"


def test_forms_work_in_a_browser_that_tells_nobody_where_it_comes_from():
    """Under `no-referrer` a browser sends Origin: null, also without cookies."""
    speaker = invited()
    browser = Client(enforce_csrf_checks=True)
    response = browser.post(link(speaker, "speaker_answer"), {"answer": "yes"}, headers={"origin": "null"})
    assert response.status_code == 302
    assert Speaker.objects.get().state == "confirmed"


# --- when, where, with whom ----------------------------------------------------------------------------


def test_it_says_when_and_where_in_the_events_own_time():
    shown = page(invited())
    assert "10.00 – 10.30" in shown
    assert "Praatje 0" in shown


def test_it_says_when_the_turn_comes_after_somebody_else():
    event = a_draft(programme_complete=True)
    stop = a_stop(event, at=600)
    a_talk(stop, duration_min=10)
    speaker = a_speaker(event, talk=a_talk(stop, duration_min=15), state="invited")
    publish_quietly(event)
    assert "rond 10.10 uur" in page(speaker)


def test_each_group_has_its_own_time_and_number_of_people():
    event = a_draft(programme_complete=True)
    second = Group.objects.create(event=event, letter="B", position=2)
    stop = a_stop(event, at=600)
    Visit.objects.filter(group=second).update(start_min=700, end_min=730)
    speaker = a_speaker(event, talk=a_talk(stop), state="invited")
    publish_quietly(event)
    a_registration(event, group=second, companions=1)
    shown = " ".join(page(speaker).split())
    assert "11.40 – 12.10" in shown
    assert "groep B, 2 personen" in shown


def test_the_number_of_people_is_live():
    speaker = invited()
    a_registration(speaker.event)
    assert "1 van 20 plaatsen bezet" in page(speaker)


def test_it_says_whom_to_ring_by_the_number_of_now():
    speaker = invited()
    speaker.event.stops.update(contact_phone="06 99999999")
    Organisation.objects.update(phone="030 2860000")
    shown = page(speaker)
    assert "tel:0699999999" in shown
    assert "tel:0302860000" in shown


def test_before_anything_is_published_there_are_no_times():
    event = a_draft()
    speaker = a_speaker(event, talk=a_talk(a_stop(event, at=600)), state="invited")
    shown = page(speaker)
    assert "De tijden volgen" in shown
    assert "10.00" not in shown


def test_unpublished_changes_do_not_show():
    speaker = invited()
    speaker.talks.update(title="Nog geheim")
    assert "Nog geheim" not in page(speaker).partition('id="presentatie"')[0]


@pytest.mark.parametrize("stops", [1, 3])
def test_the_page_costs_the_same_whatever_is_on_it(django_assert_num_queries, stops):
    speaker = invited(stops=stops)
    for talk in speaker.talks.all():
        a_material(speaker.event, talk=talk, speaker=speaker)
    with django_assert_num_queries(10):
        page(speaker)


# --- yes or no -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("said", "state"), [("yes", "confirmed"), ("no", "declined")])
def test_a_speaker_says_yes_or_no_with_needs_and_a_proposal(said, state):
    speaker = invited()
    details = {"needs": "Een beamer", "diet": "vegetarisch", "proposal": "Liever na elven"}
    assert Client().post(link(speaker, "speaker_answer"), {"answer": said} | details).status_code == 302
    stored = Speaker.objects.get()
    assert (stored.state, stored.needs, stored.diet, stored.proposal) == (state, *details.values())


def test_needs_may_change_without_another_answer():
    speaker = invited(state="confirmed")
    Client().post(link(speaker, "speaker_answer"), {"answer": "keep", "needs": "Een microfoon"})
    assert (Speaker.objects.get().state, Speaker.objects.get().needs) == ("confirmed", "Een microfoon")


@pytest.mark.parametrize(
    ("from_", "until", "stored"),
    [("10.00", "13:30", (600, 810)), ("", "0.00", (None, 1440)), ("", "", (None, None))],
)
def test_a_speaker_says_from_when_until_when(from_, until, stored):
    speaker = invited()
    said = {"answer": "yes", "available_from_min": from_, "available_until_min": until}
    assert Client().post(link(speaker, "speaker_answer"), said).status_code == 302
    found = Speaker.objects.get()
    assert (found.available_from_min, found.available_until_min) == stored


def test_an_end_before_the_beginning_is_refused_at_the_field_and_nothing_is_lost():
    speaker = invited()
    said = {"answer": "yes", "available_from_min": "14.00", "available_until_min": "13.00", "needs": "Beamer"}
    response = Client().post(link(speaker, "speaker_answer"), said)
    assert response.status_code == 422
    assert "Dit moet later zijn dan het begin." in response.text
    assert "Beamer" in response.text
    assert Speaker.objects.get().state == "invited"


@pytest.mark.parametrize("said", ["", "keep", "misschien"])
def test_an_answer_that_is_none_keeps_what_was_typed(said):
    speaker = invited()
    response = Client().post(link(speaker, "speaker_answer"), {"answer": said, "needs": "Een beamer"})
    assert response.status_code == 422
    assert "Een beamer" in response.content.decode()
    assert Speaker.objects.get().state == "invited"


def test_a_text_that_is_too_long_says_so_and_is_kept():
    response = Client().post(link(invited(), "speaker_answer"), {"answer": "yes", "needs": "x" * 1001})
    assert response.status_code == 422
    assert "x" * 1001 in response.content.decode()


@pytest.mark.parametrize("change", [{"state": "cancelled", "cancel_reason": "Storm"}, {"state": "closed"}])
def test_nobody_answers_for_an_event_that_is_off(change):
    speaker = invited()
    Event.objects.update(**change)
    assert "Ja, ik kom" not in page(speaker)
    Client().post(link(speaker, "speaker_answer"), {"answer": "yes"})
    assert Speaker.objects.get().state == "invited"


# --- slides --------------------------------------------------------------------------------------------


def test_a_speaker_hands_in_slides_for_a_talk_without_an_account():
    speaker = invited()
    assert upload(speaker, talk_of(speaker)).status_code == 302
    check_all()
    material = Material.objects.get()
    assert (material.title, material.speaker, material.talk) == ("Praatje 0", speaker, speaker.talks.get())
    assert material.public_agreed_at is None
    shown = page(speaker)
    assert "Beschikbaar" in shown
    assert "Alleen deelnemers zien dit" in shown


def test_the_yes_may_come_with_the_slides_or_later_and_be_taken_back():
    speaker = invited()
    upload(speaker, talk_of(speaker), public="on")
    check_all()
    assert Material.objects.public_now(at=timezone.now()).exists()
    own = Material.objects.get()
    Client().post(link(speaker, "speaker_public", own.pk), {"yes": "0"})
    assert not Material.objects.public_now(at=timezone.now()).exists()
    Client().post(link(speaker, "speaker_public", own.pk), {"yes": "1"})
    assert Material.objects.public_now(at=timezone.now()).exists()


def test_a_speaker_takes_an_own_file_away_and_no_other():
    speaker = invited()
    own = a_material(speaker.event, speaker=speaker)
    other = a_material(speaker.event, speaker=a_speaker(speaker.event))
    Client().get(link(speaker, "speaker_remove", own.pk))
    assert Material.objects.count() == 2
    assert Client().post(link(speaker, "speaker_remove", other.pk)).status_code == 404
    assert Client().post(link(speaker, "speaker_remove", own.pk)).status_code == 302
    assert list(Material.objects.all()) == [other]


def test_a_newer_version_takes_the_place_of_the_first():
    speaker = invited()
    upload(speaker, talk_of(speaker))
    upload(speaker, f"material-{Material.objects.get().pk}", name="later.pptx", data=files.a_pptx())
    check_all()
    assert Material.objects.get().newest.filename == "later.pptx"


def test_the_speaker_reads_what_was_refused_and_why():
    speaker = invited()
    linked = files.a_pptx(links=[("video", "file:///C:/Film.mp4", "External")])
    upload(speaker, talk_of(speaker), name="dia.pptx", data=linked)
    check_all()
    shown = page(speaker)
    assert "dia.pptx is geweigerd" in shown
    assert "Film.mp4" in shown


@pytest.mark.parametrize(
    ("name", "data", "reason"), [("dia.exe", b"MZ", "nemen wij niet aan"), ("dia.pdf", b"", "leeg")]
)
def test_what_is_not_taken_says_so_at_the_field(name, data, reason):
    speaker = invited()
    response = upload(speaker, talk_of(speaker), name=name, data=data)
    assert response.status_code == 422
    assert reason in response.content.decode()
    assert not Material.objects.exists()


def test_a_file_too_large_is_refused(settings):
    settings.MATERIAL_MAX_BYTES = 1024 * 1024
    speaker = invited()
    response = upload(speaker, talk_of(speaker), data=bytes(3 * 1024 * 1024))
    assert response.status_code == 413
    assert "hoogstens 1 MB" in response.content.decode()


@pytest.mark.parametrize("where", ["talk-999", "material-999", "talk-x", "%s%s", "x" * 500])
def test_a_place_that_is_not_the_speakers_is_not_there(where):
    assert upload(invited(), where).status_code == 404


def test_nobody_touches_what_belongs_to_another_speaker():
    speaker, other = invited(), invited()
    upload(other, talk_of(other))
    own = Material.objects.get()
    assert upload(speaker, f"material-{own.pk}").status_code == 404
    assert upload(speaker, talk_of(other)).status_code == 404
    assert Client().post(link(speaker, "speaker_public", own.pk), {"yes": "1"}).status_code == 404
    assert own.versions.count() == 1


def test_no_slides_by_mail_and_help_are_answers_too():
    speaker = invited()
    Client().post(link(speaker, "speaker_slides"), {"answer": "organiser"})
    assert SlidesAnswer.objects.get().answer == "organiser"
    assert "neemt contact met u op" in page(speaker)
    Client().post(link(speaker, "speaker_slides"), {"answer": "none"})
    assert Speaker.objects.get().has_no_slides
    assert "zonder presentatie" in page(speaker)
    Client().post(link(speaker, "speaker_slides"), {"answer": "some"})
    assert not Speaker.objects.get().has_no_slides


def test_slides_that_come_after_all_take_the_answer_back():
    speaker = invited()
    Client().post(link(speaker, "speaker_slides"), {"answer": "none"})
    upload(speaker, talk_of(speaker))
    assert not Speaker.objects.get().has_no_slides


def test_an_answer_about_slides_that_we_do_not_know_is_not_there():
    assert Client().post(link(invited(), "speaker_slides"), {"answer": "x"}).status_code == 404


# --- the report ----------------------------------------------------------------------------------------


def reviewed(speaker, state="review"):

    report = Report.objects.create(event=speaker.event, state=state, body="## Wat wij *hoorden*")
    return ReportReview.objects.create(report=report, speaker=speaker)


def test_a_speaker_reads_the_draft_report_and_agrees():
    speaker = invited()
    review = reviewed(speaker)
    assert "Wat wij <em>hoorden</em>" in page(speaker)
    Client().post(link(speaker, "speaker_review"), {"verdict": "approved"})
    review.refresh_from_db()
    assert review.state == "approved"


def test_remarks_need_words():
    speaker = invited()
    review = reviewed(speaker)
    assert Client().post(link(speaker, "speaker_review"), {"verdict": "remarks"}).status_code == 422
    Client().post(link(speaker, "speaker_review"), {"verdict": "remarks", "remarks": "Het was elf uur."})
    review.refresh_from_db()
    assert (review.state, review.remarks) == ("remarks", "Het was elf uur.")


def test_a_report_that_is_not_out_for_review_is_not_shown():
    speaker = invited()
    reviewed(speaker, state="draft")
    assert "hoorden" not in page(speaker)
    assert Client().post(link(speaker, "speaker_review"), {"verdict": "approved"}).status_code == 404


def test_after_the_event_slides_may_still_come():
    speaker = invited()
    past = timezone.now() - timedelta(days=1)
    speaker.event.revisions.update(starts_at=past, ends_at=past)
    assert "Dank u wel" in page(speaker)
    assert upload(speaker, talk_of(speaker)).status_code == 302
