import pytest

from core.facts import announce
from notifications.calendar.preview import who_will_be_told
from notifications.models import Message, Told
from tests.builders import a_registration, a_speaker, a_stop, a_talk
from tests.notifications.told import a_draft, an_event, fresh, publish_with
from tours.facts import SeatConfirmed, SpeakerAnswered
from tours.models import Event
from tours.programme.snapshot import snapshot
from tours.signups.actions import cancel
from tours.signups.models import CancelledBy

pytestmark = pytest.mark.django_db


def drafted(event, **fields):
    Event.objects.filter(pk=event.pk).update(**fields)
    return snapshot(Event.objects.select_related("organisation", "meeting_point").get(pk=event.pk))


def people(event, number):
    for _ in range(number):
        announce(SeatConfirmed(a_registration(event)))
    Message.objects.update(state="sent")


def test_a_move_is_told_to_everybody_with_old_and_new():
    event = an_event()
    people(event, 5)
    preview = who_will_be_told(event, drafted(event, start_min=600))
    (hearing,) = preview.hearings
    assert (hearing.kind, hearing.count, len(hearing.names)) == ("changed", 5, 3)
    when = next(line for line in hearing.lines if line["label"] == "Wanneer")
    assert "9.15" in when["old"]
    assert "10.00" in when["new"]
    assert (preview.mails, preview.people, preview.mails_per_person) == (5, 5, 2.0)


def test_mails_per_person_leave_out_who_does_not_come():
    event = an_event()
    people(event, 1)
    announce(SeatConfirmed(gone := a_registration(event)))
    cancel(gone, by=CancelledBy.SELF)
    assert who_will_be_told(event, drafted(event, start_min=600)).mails_per_person == 2


def test_other_words_are_told_to_nobody():
    event = an_event()
    people(event, 2)
    preview = who_will_be_told(event, drafted(event, title="Anders"))
    assert (preview.hearings, preview.mails, preview.mails_per_person) == ([], 0, 1.0)


def test_looking_writes_nothing():
    event = an_event()
    people(event, 2)
    before = list(Told.objects.values()), list(Message.objects.values())
    who_will_be_told(event, drafted(event, start_min=600))
    assert (list(Told.objects.values()), list(Message.objects.values())) == before


def test_an_event_without_people_tells_nobody():
    event = an_event()
    assert who_will_be_told(event, drafted(event, start_min=600)).mails_per_person == 0


def test_speakers_are_told_apart_from_participants():
    draft = a_draft(programme_complete=True)
    stop = a_stop(draft, at=560)
    speaker = a_speaker(draft, talk=a_talk(stop), state="confirmed")
    from tests.builders import publish_quietly

    event = publish_quietly(draft)
    people(event, 2)
    announce(SpeakerAnswered(fresh(speaker)))
    Message.objects.update(state="sent")
    stop.visits.update(start_min=580, end_min=600)
    preview = who_will_be_told(event, drafted(event))
    assert [(hearing.kind, hearing.count) for hearing in preview.hearings] == [
        ("changed", 2),
        ("speaker_changed", 1),
    ]


@pytest.mark.parametrize("number", [1, 3, 15])
def test_it_takes_the_same_number_of_statements_however_many_people(number, django_assert_num_queries):
    event = an_event()
    people(event, number)
    programme = drafted(event, start_min=600)
    with django_assert_num_queries(11):
        who_will_be_told(event, programme)


def test_who_did_not_get_the_last_news_yet_is_shown_what_they_heard_before_it():
    event = an_event()
    people(event, 2)
    publish_with(event, start_min=600)
    (hearing,) = who_will_be_told(event, drafted(event, start_min=630)).hearings
    when = next(line for line in hearing.lines if line["label"] == "Wanneer")
    assert (hearing.count, "9.15" in when["old"], "10.30" in when["new"]) == (2, True, True)
    assert who_will_be_told(event, drafted(event, start_min=555)).mails == 0


def test_whose_invitation_did_not_leave_is_still_to_be_invited():
    event = an_event()
    announce(SeatConfirmed(a_registration(event)))
    preview = who_will_be_told(event, drafted(event, start_min=600))
    assert [(hearing.kind, hearing.lines) for hearing in preview.hearings] == [("seat_confirmed", [])]
