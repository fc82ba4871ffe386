import pytest

from tests.builders import a_draft, a_speaker
from tours.programme.actions import delete_speaker
from tours.programme.errors import SpeakerComes

pytestmark = pytest.mark.django_db


def test_who_said_yes_is_not_taken_off_the_list_without_hearing_it():
    speaker = a_speaker(a_draft(), state="confirmed")
    with pytest.raises(SpeakerComes):
        delete_speaker(speaker)
    speaker.refresh_from_db()


@pytest.mark.parametrize(
    ("state", "email"), [("declined", "a@b.example"), ("listed", "a@b.example"), ("confirmed", "")]
)
def test_who_has_nothing_in_the_calendar_is_taken_off(state, email):
    event = a_draft()
    delete_speaker(a_speaker(event, state=state, email=email))
    assert not event.speakers.exists()
