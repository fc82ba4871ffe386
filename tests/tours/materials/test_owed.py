"""Speakers who still have to bring something."""

import pytest

from tests.builders import a_speaker, a_stop, a_talk, an_event
from tests.tours.materials.conftest import a_material
from tours.materials import actions
from tours.materials.deadlines import speakers_without_slides
from tours.materials.models import Help

pytestmark = pytest.mark.django_db


def asked():
    return [speaker.name for speaker in speakers_without_slides()]


def a_speaker_with_a_talk(**fields):
    event = an_event()
    talk = a_talk(a_stop(event))
    return a_speaker(event, talk=talk, **{"state": "confirmed", "name": "Mariska"} | fields), talk


def test_a_speaker_is_asked_until_something_is_in():
    speaker, talk = a_speaker_with_a_talk()
    assert asked() == ["Mariska"]
    a_material(speaker.event, talk=talk)
    assert asked() == []


def test_a_refused_file_does_not_count_as_in():
    speaker, talk = a_speaker_with_a_talk()
    a_material(speaker.event, talk=talk, data=b"<html>")
    assert asked() == ["Mariska"]


@pytest.mark.parametrize("state", ["listed", "declined"])
def test_who_was_not_asked_or_does_not_come_owes_nothing(state):
    a_speaker_with_a_talk(state=state)
    assert asked() == []


def test_no_slides_and_help_are_answers_too():
    speaker, _talk = a_speaker_with_a_talk()
    actions.say_no_slides(speaker)
    assert asked() == []
    actions.say_no_slides(speaker, none=False)
    assert asked() == ["Mariska"]
    actions.answer_about_slides(speaker, answer=Help.ORGANISER)
    assert asked() == []


def test_a_dialogue_asks_for_no_slides():
    event = an_event()
    a_speaker(event, talk=a_talk(a_stop(event), kind="dialogue"), state="confirmed")
    assert asked() == []
