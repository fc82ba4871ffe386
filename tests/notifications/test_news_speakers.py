from datetime import date, timedelta

import pytest
from django.utils import timezone

from core.facts import announce
from notifications.models import Message, Told
from notifications.outbox.retention import forget
from tests.builders import a_registration, a_speaker, a_stop, a_talk, a_user, in_days
from tests.notifications.told import a_draft, an_event, entry_of, fresh, kinds, posted, publish_with
from tours.dialogue.retention import forget_speaker
from tours.facts import (
    CommitmentMade,
    MaterialPublished,
    ReportPublished,
    ReportSentForReview,
    SpeakerAnswered,
    SpeakerInvited,
)
from tours.lifecycle.actions import publish
from tours.models import Commitment, Event, Material, MaterialVersion, Report, ReportReview
from tours.programme import actions as programme

pytestmark = pytest.mark.django_db


def invite(speaker, *, again=False):
    speaker.invited_at = speaker.invited_at or timezone.now()
    speaker.state = "invited"
    speaker.save()
    announce(SpeakerInvited(speaker, again=again))


def answer(speaker, state):
    speaker.state, speaker.answered_at = state, timezone.now()
    speaker.save()
    announce(SpeakerAnswered(speaker))


def test_a_speaker_is_asked_before_anything_is_published():
    speaker = a_speaker(a_draft())
    invite(speaker)
    invite(speaker)
    (mail,) = posted()
    assert (mail.kind, mail.recipient, mail.method) == ("speaker_invited", speaker.email, "")


def test_asking_again_is_a_reminder():
    speaker = a_speaker(a_draft())
    invite(speaker)
    invite(speaker, again=True)
    assert kinds() == ["speaker_invited", "speaker_reminder"]


def test_a_speaker_without_address_is_not_mailed():
    invite(a_speaker(a_draft(), email=""))
    assert not Message.objects.exists()


def test_a_yes_before_publishing_is_confirmed_without_an_entry():
    speaker = a_speaker(a_draft())
    answer(speaker, "confirmed")
    (mail,) = posted()
    assert (mail.kind, mail.method) == ("speaker_confirmed", "")


def test_a_yes_to_a_published_event_brings_the_entry():
    speaker = a_speaker(an_event())
    answer(speaker, "confirmed")
    (mail,) = posted()
    assert (mail.kind, mail.method, mail.told) == ("speaker_confirmed", "REQUEST", entry_of(speaker))


def test_saying_yes_twice_is_one_mail():
    speaker = a_speaker(an_event())
    answer(speaker, "confirmed")
    answer(speaker, "confirmed")
    assert kinds() == ["speaker_confirmed"]


def test_a_no_takes_the_entry_away_again():
    speaker = a_speaker(an_event())
    answer(speaker, "confirmed")
    answer(speaker, "declined")
    mail = posted()[-1]
    assert (mail.kind, mail.method, mail.sequence) == ("speaker_cancelled", "CANCEL", 1)
    assert mail.facts == {"reason": "declined"}
    answer(speaker, "confirmed")
    assert (entry_of(speaker).sequence, entry_of(speaker).ended_at) == (2, None)


@pytest.mark.parametrize(("days", "warned"), [(6, True), (8, False)])
def test_organisers_are_warned_at_once_of_a_late_no_only(days, warned):
    event = an_event(date=in_days(days))
    owner = a_user(organisation=event.organisation, role="owner")
    a_user(organisation=event.organisation, role="desk")
    answer(a_speaker(event, name="Ada"), "declined")
    alerts = posted(kind="organiser_alert")
    assert [mail.recipient for mail in alerts] == ([owner.email] if warned else [])


def test_a_late_no_is_told_once_to_each_organiser():
    event = an_event(date=in_days(2))
    for _ in range(2):
        a_user(organisation=event.organisation, role="planner")
    speaker = a_speaker(event)
    answer(speaker, "declined")
    announce(SpeakerAnswered(speaker))
    assert kinds(kind="organiser_alert") == ["organiser_alert"] * 2


def test_slides_that_are_in_are_not_asked_for():
    event = an_event()
    talk = a_talk(a_stop(event))
    speaker = a_speaker(event, talk=talk)
    Message.objects.create(
        key="x", kind="slides_missing", event=event, speaker=speaker, recipient=speaker.email,
        message_id="<x@localhost>", due_at=timezone.now(), next_attempt_at=timezone.now(),
    )  # fmt: skip
    material = Material.objects.create(event=event, talk=talk, speaker=speaker, ref="dia", title="Dia's")
    announce(
        MaterialPublished(
            MaterialVersion.objects.create(material=material, number=1, filename="a.pdf", extension="pdf")
        )
    )
    assert not posted()


def a_report(event, **fields):
    return Report.objects.create(**{"event": event, "body": "Het was goed."} | fields)


def test_speakers_who_are_asked_read_the_report_first():
    event = an_event()
    report = a_report(event, state="review", review_by=date(2030, 1, 2))
    asked, answered = a_speaker(event), a_speaker(event)
    ReportReview.objects.create(report=report, speaker=asked)
    ReportReview.objects.create(report=report, speaker=answered, state="approved")
    for _ in range(2):
        announce(ReportSentForReview(report))
    (mail,) = posted()
    assert (mail.kind, mail.speaker, mail.facts) == ("report_review", asked, {"due_date": "2030-01-02"})


def test_a_report_of_an_event_that_is_not_closed_yet_waits_for_that():
    event = an_event()
    a_registration(event)
    announce(ReportPublished(a_report(event, state="published")))
    assert not Message.objects.exists()


def test_the_owner_of_a_commitment_hears_of_it_once():
    commitment = Commitment.objects.create(
        event=an_event(), ref="a", text="Belt terug", owner_name="Ada", owner_email="ada@voorbeeld.example",
        due_date=date(2030, 5, 1),
    )  # fmt: skip
    for _ in range(2):
        announce(CommitmentMade(commitment))
    (mail,) = posted()
    assert (mail.kind, mail.recipient) == ("commitment_made", "ada@voorbeeld.example")
    assert mail.facts == {"commitment": commitment.pk, "text": "Belt terug", "due_date": "2030-05-01"}


def test_who_is_made_owner_later_hears_of_it_too():
    commitment = Commitment.objects.create(
        event=an_event(), ref="a", text="Belt terug", owner_name="Ada", owner_email="ada@voorbeeld.example"
    )
    announce(CommitmentMade(commitment))
    commitment.owner_name, commitment.owner_email = "Bo", "bo@voorbeeld.example"
    announce(CommitmentMade(commitment))
    assert [mail.recipient for mail in posted()] == ["ada@voorbeeld.example", "bo@voorbeeld.example"]


def test_a_commitment_of_years_ago_that_is_imported_is_no_news():
    event = an_event(date=date(2018, 6, 29))
    announce(
        CommitmentMade(
            Commitment.objects.create(
                event=event, ref="a", text="Belt", owner_name="A", owner_email="a@x.example"
            )
        )
    )
    assert not Message.objects.exists()


def test_answers_to_an_event_that_is_off_or_over_are_no_news():
    off, over = an_event(), an_event(date=in_days(-4))
    Event.objects.filter(pk=off.pk).update(state="cancelled")
    off.refresh_from_db()
    for event in (off, over):
        speaker = a_speaker(event)
        invite(speaker)
        answer(speaker, "declined")
    assert not Message.objects.exists()
    assert over.current.ends_at < timezone.now() - timedelta(days=2)


def test_a_speaker_who_was_forgotten_and_is_known_again_has_one_entry():
    draft = a_draft(programme_complete=True)
    speaker = a_speaker(draft, talk=a_talk(a_stop(draft, at=560)), state="confirmed")
    publish(draft, by=None)
    forget_speaker(fresh(speaker))
    known = programme.change_speaker(
        fresh(speaker), version=fresh(speaker).version, email="terug@voorbeeld.example"
    )
    programme.invite(known)
    programme.answer(fresh(speaker), confirmed=True)
    Message.objects.update(state="sent")
    forget(at=timezone.now())
    assert entry_of(speaker, ended_at=None).email == "terug@voorbeeld.example"
    publish_with(fresh(draft), summary="Neem een jas mee.")
    assert Told.objects.live().filter(speaker=speaker).count() == 1
    assert posted(state="pending") == []
