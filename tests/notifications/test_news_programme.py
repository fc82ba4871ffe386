import pytest
from django.utils import timezone

from notifications.calendar.itinerary import participant_itinerary
from notifications.models import EventObject, Message, Saying, Told
from notifications.news.programme import catch_up
from notifications.outbox import lease
from tests.builders import (
    a_registration,
    a_speaker,
    a_stop,
    a_talk,
    a_user,
    a_venue,
    in_days,
    publish_quietly,
)
from tests.notifications.told import (
    a_draft,
    an_event,
    entry_of,
    everything_left,
    fresh,
    kinds,
    posted,
    publish_with,
    was_sent,
)
from tours.lifecycle.actions import cancel_event, publish, reopen
from tours.models import Event, Registration, Revision
from tours.signups import actions as signups
from tours.signups.grouping import move_to_group

pytestmark = pytest.mark.django_db


def somebody_told(event, **fields):
    """A person with a seat whose invitation has left."""
    registration = signups.register(
        event, **{"name": "Sam", "email": "sam@voorbeeld.example", "role": "resident"} | fields
    )
    signups.confirm(registration)
    lease.claim("somebody", at=timezone.now(), limit=100)
    return registration


def test_another_time_is_one_mail_with_what_it_was_and_a_higher_sequence():
    event = an_event()
    registration = somebody_told(event)
    before = entry_of(registration)
    publish_with(event, start_min=600)
    mail, told = posted()[-1], entry_of(registration)
    assert (mail.kind, mail.method, mail.sequence) == ("changed", "REQUEST", 1)
    assert mail.facts["was"]["start"] == before.itinerary["start"]
    assert (told.uid, told.sequence, told.revision_number) == (before.uid, 1, 2)


def test_another_place_is_a_mail_as_well():
    event = an_event()
    somebody_told(event)
    publish_with(event, meeting_point=a_venue(event, name="Station"))
    assert posted()[-1].kind == "changed"


def test_other_words_are_silent_and_come_along_with_the_next_mail():
    event = an_event()
    registration = somebody_told(event)
    event = publish_with(event, title="Andere titel")
    assert kinds() == ["confirm_address", "seat_confirmed"]
    assert entry_of(registration).itinerary["title"] != "Andere titel"
    publish_with(event, start_min=600)
    mail = posted()[-1]
    assert (mail.kind, mail.sequence) == ("changed", 1)
    assert "title" in mail.facts["was"]
    assert entry_of(registration).itinerary["title"] == "Andere titel"


def test_publishing_without_a_difference_tells_nobody():
    event = an_event()
    somebody_told(event)
    publish(event, by=None)
    assert kinds() == ["confirm_address", "seat_confirmed"]


def test_a_save_the_date_becomes_the_programme_in_the_same_entry():
    draft = a_draft(start_min=None, end_min=None)
    event = publish_quietly(draft)
    registration = somebody_told(event)
    before = entry_of(registration)
    assert before.itinerary["all_day"]
    a_stop(event, at=560)
    publish_with(event, start_min=555, end_min=795, programme_complete=True)
    mail, told = posted()[-1], entry_of(registration)
    assert (mail.kind, mail.sequence, told.uid) == ("changed", 1, before.uid)
    assert mail.facts["was"]["all_day"] is True
    assert mail.facts["was"]["complete"] is False


def test_only_the_group_that_is_moved_hears_of_it():
    draft = a_draft(programme_complete=True)
    group_b = draft.groups.create(letter="B", position=2)
    a_stop(draft, at=600)
    event = publish_quietly(draft)
    for name, group in (("Ans", event.groups.get(letter="A")), ("Bea", group_b)):
        registration = somebody_told(event, name=name, email=f"{name}@voorbeeld.example")
        move_to_group(registration, group_id=group.pk)
    lease.claim("somebody", at=timezone.now(), limit=100)
    group_b.visits.update(start_min=615)
    publish(event, by=None)
    assert [mail.recipient_name for mail in posted(kind="changed", state="pending")] == ["Bea"]


def test_who_was_told_nothing_yet_hears_nothing_of_a_change():
    event = an_event()
    for state in ("held", "waiting", "offered", "cancelled"):
        a_registration(event, state=state)
    publish_with(event, start_min=600)
    assert not Message.objects.exists()


def test_an_update_takes_the_place_of_an_invitation_that_did_not_leave():
    event = an_event(confirm_address=False)
    signups.register(event, name="Sam", email="sam@voorbeeld.example", role="resident")
    publish_with(event, start_min=600)
    (mail,) = posted()
    assert (mail.kind, mail.sequence, mail.facts) == ("seat_confirmed", 1, {})


def test_two_changes_in_a_row_are_told_as_one():
    event = an_event()
    registration = somebody_told(event)
    first = entry_of(registration).itinerary["start"]
    event = publish_with(event, start_min=600)
    publish_with(event, start_min=630)
    (mail,) = posted(kind="changed")
    assert (mail.sequence, mail.facts["was"]["start"]) == (2, first)


def test_the_desk_may_add_people_while_an_event_is_called_off_and_on_again():
    event = an_event()
    registration = somebody_told(event)
    uid = entry_of(registration).uid
    cancel_event(event, reason="Storm", by=None)
    assert entry_of(registration).ended_at
    everything_left()
    reopen(event, by=None)
    mail, told = posted()[-1], entry_of(registration)
    assert (mail.kind, mail.method, mail.sequence, mail.facts) == (
        "seat_confirmed",
        "REQUEST",
        2,
        {"again": True},
    )
    assert (told.uid, told.ended_at) == (uid, None)


def test_calling_off_tells_everybody_once_and_why():
    event = an_event()
    registration = somebody_told(event)
    a_registration(event, state="waiting", email="wacht@voorbeeld.example")
    a_registration(event, state="waiting", email="wacht@voorbeeld.example")
    a_registration(event, state="cancelled", email="weg@voorbeeld.example")
    speaker = a_speaker(event, state="invited")
    was_sent("speaker_invited", speaker)
    cancel_event(event, reason="Storm", by=None)
    mails = posted(kind="event_cancelled")
    assert [(mail.recipient, mail.method) for mail in mails] == [
        ("sam@voorbeeld.example", "CANCEL"),
        ("wacht@voorbeeld.example", ""),
        (speaker.email, ""),
    ]
    assert {mail.facts["reason"] for mail in mails} == {"Storm"}
    assert entry_of(registration).sequence == 1


def test_calling_off_takes_back_what_still_waits():
    event = an_event()
    signups.register(event, name="Sam", email="sam@voorbeeld.example", role="resident")
    cancel_event(event, reason="Storm", by=None)
    assert kinds() == ["event_cancelled"]


def test_calling_off_a_draft_tells_the_speakers_who_were_asked_and_nobody_else():
    draft = a_draft()
    a_registration(draft)
    was_sent("speaker_invited", a_speaker(draft, state="invited", email="spreker@voorbeeld.example"))
    a_speaker(draft)
    cancel_event(draft, reason="Storm", by=None)
    assert [mail.recipient for mail in posted(state="pending")] == ["spreker@voorbeeld.example"]


def test_people_that_stood_in_a_draft_are_invited_when_it_is_published():
    draft = a_draft()
    a_registration(draft, name="Sam")
    a_registration(draft, state="held")
    publish(draft, by=None)
    (mail,) = posted()
    assert (mail.kind, mail.recipient_name, mail.method, mail.sequence) == (
        "seat_confirmed",
        "Sam",
        "REQUEST",
        0,
    )


def test_an_event_that_is_over_is_published_without_a_word():
    draft = a_draft(date=in_days(-2))
    a_registration(draft)
    publish(draft, by=None)
    assert not Message.objects.exists()
    assert EventObject.objects.count() == 1


def test_publishing_silently_leaves_what_people_were_told():
    event = an_event()
    registration = somebody_told(event)
    Event.objects.filter(pk=event.pk).update(start_min=600)
    publish(fresh(event), by=None, silent=True)
    told = entry_of(registration)
    assert (told.sequence, told.revision_number) == (0, 2)
    assert catch_up(at=timezone.now()) == 0


def test_who_signed_up_in_the_instant_of_publishing_is_told_by_the_sweep():
    event = an_event(confirm_address=False)
    registration = a_registration(event)
    old = event.current
    publish_with(event, start_min=600)
    lease.claim("somebody", at=timezone.now(), limit=100)
    told = Told.objects.get(registration=registration)
    itinerary = participant_itinerary(Revision.objects.get(pk=old.pk).data, None)
    (saying,) = Saying.objects.keep(event.pk, itinerary)
    Told.objects.filter(pk=told.pk).update(revision_number=1, saying=saying)
    assert catch_up(at=timezone.now()) == 1
    assert posted()[-1].kind == "changed"
    assert catch_up(at=timezone.now()) == 0


def test_a_speaker_hears_of_their_own_visit_only():
    event, (here, there) = an_event_with_two_speakers()
    here.stop.visits.update(start_min=580)
    publish(fresh(event), by=None)
    mail = posted(kind="speaker_changed")[0]
    assert mail.speaker == here.speaker
    assert (mail.method, mail.sequence) == ("REQUEST", 1)
    assert not posted(speaker=there.speaker, kind="speaker_changed")


def test_a_speaker_who_is_taken_out_of_the_programme_need_not_come():
    event, (here, _there) = an_event_with_two_speakers()
    here.talk.speakers.clear()
    publish(fresh(event), by=None)
    mail = posted(kind="speaker_cancelled")[0]
    assert (mail.speaker, mail.method, mail.sequence) == (here.speaker, "CANCEL", 1)
    assert entry_of(here.speaker).ended_at


def test_a_speaker_with_another_address_gets_the_entry_there():
    event, (here, _there) = an_event_with_two_speakers()
    old = here.speaker.email
    type(here.speaker).objects.filter(pk=here.speaker.pk).update(email="nieuw@voorbeeld.example")
    here.stop.visits.update(start_min=580)
    publish(fresh(event), by=None)
    gone, new = [mail for mail in posted(speaker=here.speaker) if mail.state == "pending"]
    assert (gone.kind, gone.recipient, gone.method, gone.facts) == (
        "speaker_cancelled", old, "CANCEL", {"reason": "address"},
    )  # fmt: skip
    assert (new.kind, new.recipient, new.method) == (
        "speaker_confirmed",
        "nieuw@voorbeeld.example",
        "REQUEST",
    )
    assert gone.told.uid != new.told.uid


class Part:
    def __init__(self, event, at):
        self.stop = a_stop(event, at=at)
        self.talk = a_talk(self.stop)
        self.speaker = a_speaker(event, talk=self.talk, state="confirmed")


def an_event_with_two_speakers():
    draft = a_draft(programme_complete=True)
    parts = Part(draft, 560), Part(draft, 620)
    publish(draft, by=None)
    lease.claim("somebody", at=timezone.now(), limit=100)
    return draft, parts


def test_the_public_object_follows_and_counts_only_when_and_where():
    event = an_event()
    publish_with(event, start_min=600)
    kept = EventObject.objects.get()
    assert (kept.sequence, b"T100000" in bytes(kept.body)) == (0, True)
    event = publish_with(event, title="Andere titel")
    assert EventObject.objects.get().sequence == 0
    event = publish_with(event, start_min=615)
    assert EventObject.objects.get().sequence == 1
    cancel_event(event, reason="Storm", by=None)
    kept = EventObject.objects.get()
    assert (kept.sequence, b"STATUS:CANCELLED" in bytes(kept.component)) == (2, True)
    reopen(event, by=None)
    kept = EventObject.objects.get()
    assert (kept.sequence, kept.cancelled_at, b"STATUS:CONFIRMED" in bytes(kept.component)) == (3, None, True)


def test_publishing_takes_the_same_number_of_statements_for_three_people_as_for_fifteen(
    django_assert_num_queries,
):
    for people in (3, 15):
        event = an_event()
        for n in range(people):
            somebody_told(event, email=f"p{n}@voorbeeld.example")
        Event.objects.filter(pk=event.pk).update(start_min=600)
        event = Event.objects.select_related("current", "organisation").get(pk=event.pk)
        revision = publish_quietly(event).current
        from core.facts import announce
        from tours.facts import EventPublished

        with django_assert_num_queries(STATEMENTS):
            announce(EventPublished(event, revision))
        assert len(posted(event=event, kind="changed")) == people


STATEMENTS = 30


def test_what_many_are_told_is_kept_once():
    event = an_event(confirm_address=False)
    for _ in range(3):
        a_registration(event)
    publish_with(event, start_min=600)
    told = Told.objects.select_related("saying")
    assert len({each.uid for each in told}) == 3
    assert len({each.saying_id for each in told}) == 1
    assert told[0].itinerary == participant_itinerary(fresh(event).current.data, None)


def test_organisers_of_the_desk_are_not_mailed_about_publishing():
    event = an_event()
    a_user(organisation=event.organisation)
    publish_with(event, start_min=600)
    assert not Message.objects.exists()
    assert not Registration.objects.exists()
