"""Tasks about speakers: asked, answered, replaced, and whose presentation is there."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.builders import a_speaker, a_talk, publish_quietly
from tests.notifications.desk.desk import a_plan, a_published_plan, to_do
from tours.materials.models import Material, MaterialVersion, SlidesAnswer
from tours.programme.models import Speaker

pytestmark = pytest.mark.django_db


def of_kind(event, words):
    return [task for task in to_do(event) if words in task.title]


def with_speaker(*, days=5, kind="dialogue", **fields):
    """A published plan with one speaker at the first stop."""
    event = a_plan(days=days)
    a_speaker(event, talk=a_talk(event.stops.first(), kind=kind), **fields)
    return publish_quietly(event)


def test_a_speaker_who_says_no_within_a_week_is_urgent():
    event = with_speaker(state="confirmed", name="Mariska")
    event.speakers.update(state="declined", proposal="Wel in juli")
    (task,) = of_kind(event, "Mariska komt niet")
    assert (task.tone, task.tag) == ("alarm", "Nog 5 dagen")
    assert "‘Podium Oost’" in task.sentence
    assert "Wel in juli" in task.sentence


def test_a_speaker_who_says_no_in_time_has_to_be_replaced():
    event = with_speaker(days=30, state="confirmed", name="Mariska")
    event.speakers.update(state="declined")
    (task,) = of_kind(event, "Mariska komt niet")
    assert task.tag == "Zoek vervanging"


def test_a_speaker_who_said_no_and_is_out_of_the_programme_asks_nothing():
    event = with_speaker(state="declined", name="Mariska")
    event.speakers.get().talks.clear()
    assert not of_kind(event, "Mariska")


def test_speakers_who_were_not_asked_can_be_asked_at_once():
    event = with_speaker(name="Hans")
    (task,) = of_kind(event, "nog niet gevraagd")
    assert task.people == ("Hans",)
    assert task.button.url == f"/beheer/{event.slug}/sprekers/uitnodigen/"
    assert task.button.fields
    event.speakers.update(state="invited", invited_at=timezone.now())
    assert not of_kind(event, "nog niet gevraagd")


def test_without_an_address_nobody_can_be_asked_by_mail():
    (task,) = of_kind(with_speaker(email=""), "nog niet gevraagd")
    assert not task.button.fields
    assert "geen e-mailadres" in task.sentence


def test_a_speaker_who_was_asked_yesterday_is_left_in_peace():
    event = with_speaker(days=30, state="invited", invited_at=timezone.now() - timedelta(days=1))
    assert not of_kind(event, "niet geantwoord")


def test_a_speaker_who_was_reminded_twice_is_rung():
    asked = timezone.now() - timedelta(days=11)
    event = with_speaker(days=30, state="invited", invited_at=asked, name="Mo", phone="030 123 45 67")
    (task,) = of_kind(event, "niet geantwoord")
    assert task.tag == "Bel even"
    assert task.people == ("Mo, 030 123 45 67",)
    Speaker.objects.update(state="confirmed")
    assert not of_kind(event, "niet geantwoord")


def test_a_speaker_who_will_be_reminded_need_not_be_rung_yet():
    asked = timezone.now() - timedelta(days=6)
    (task,) = of_kind(with_speaker(days=30, state="invited", invited_at=asked), "niet geantwoord")
    assert task.tag == "Wij vragen het nog eens"


def test_missing_slides_are_a_task_from_a_week_before_the_deadline():
    assert not of_kind(with_speaker(days=13, kind="presentation", state="confirmed"), "zonder presentatie")
    (task,) = of_kind(with_speaker(days=12, kind="presentation", state="confirmed"), "zonder presentatie")
    assert task.tag.startswith("Uiterlijk ")
    assert "vanzelf een herinnering" in task.sentence


def test_slides_that_are_in_are_no_task():
    event = with_speaker(days=3, kind="presentation", state="confirmed")
    assert of_kind(event, "zonder presentatie")
    speaker = event.speakers.get()
    material = Material.objects.create(event=event, speaker=speaker, ref="slides", title="Slides")
    MaterialVersion.objects.create(material=material, number=1, state="published", filename="a.pdf")
    assert not of_kind(event, "zonder presentatie")


def test_a_speaker_without_slides_is_not_asked_for_them():
    event = with_speaker(days=3, kind="presentation", state="confirmed", has_no_slides=True)
    assert not of_kind(event, "zonder presentatie")


def test_nobody_is_asked_about_an_event_without_speakers():
    assert not of_kind(a_published_plan(), "spreker")


@pytest.mark.parametrize(("answer", "title"), [("organiser", "Mo wil hulp"), ("mail", "Mo mailt")])
def test_what_a_speaker_answered_instead_of_uploading_is_a_task_until_something_is_there(answer, title):
    event = with_speaker(kind="presentation", state="confirmed", name="Mo", phone="030 123 45 67")
    speaker = event.speakers.get()
    SlidesAnswer.objects.create(speaker=speaker, answer=answer, said_at=timezone.now())
    (task,) = of_kind(event, title)
    assert task.people == ("Mo, 030 123 45 67",)
    material = Material.objects.create(event=event, speaker=speaker, ref="slides", title="Slides")
    MaterialVersion.objects.create(material=material, number=1, state="published", filename="a.pdf")
    assert not of_kind(event, title)
