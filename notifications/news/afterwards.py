"""News when the event is over: thanks, the report, what was promised."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from core.facts import listen
from notifications.calendar.changes import may_be_told
from notifications.news.posting import address_key, one_per_address, to_participant, to_speaker
from notifications.outbox.actions import Letter, post, post_many
from notifications.outbox.models import Kind
from tours import facts
from tours.dialogue.models import ReportState, ReviewState
from tours.models import Commitment, Event, Report, Speaker
from tours.programme.models import EventState, SpeakerState
from tours.programme.reminders import Who

# Of an event that was over so long ago (an old one that is imported, say) nobody expects mail.
LONG_AGO = timedelta(days=120)


@listen(facts.EventClosed)
def event_closed(fact: facts.EventClosed) -> None:
    """Thanks, material and report in one mail. Where a report is being written, that mail waits for it."""
    post_many(afterwards(fact.event))


@listen(facts.ReportSentForReview)
def report_sent_for_review(fact: facts.ReportSentForReview) -> None:
    """Speakers read the draft first, on their own page."""
    report = fact.report
    if _is_long_ago(report.event):
        return
    about = {"due_date": report.review_by.isoformat()} if report.review_by else {}
    asked = report.reviews.filter(state=ReviewState.ASKED).select_related("speaker").order_by("pk")
    round_of_review = f"{report.pk}:{report.version}:{about.get('due_date', '')}"
    post_many(
        to_speaker(review.speaker, Kind.REPORT_REVIEW, round_of_review, facts=about) for review in asked
    )


@listen(facts.ReportPublished)
def report_published(fact: facts.ReportPublished) -> None:
    """The mail afterwards, when the event is closed and it did not go out yet."""
    if fact.report.event.state == EventState.CLOSED:
        post_many(afterwards(fact.report.event))


@listen(facts.CommitmentMade)
def commitment_made(fact: facts.CommitmentMade) -> None:
    """The owner hears what was noted, and says whether their name may be public."""
    commitment = fact.commitment
    if not commitment.owner_email or _is_long_ago(commitment.event):
        return
    key = f"{Kind.COMMITMENT_MADE}:{commitment.pk}:{commitment.link_version}:{owner_key(commitment)}"
    post(to_owner(commitment, Kind.COMMITMENT_MADE, key=key))


def owner_key(commitment: Commitment) -> str:
    """A short name in a key for whoever has it now."""
    return address_key(f"{commitment.owner_name} {commitment.owner_email}")


def to_owner(commitment: Commitment, kind: str, *, key: str, not_after: datetime | None = None) -> Letter:
    """A mail to whoever promised it, about what they promised."""
    about: dict[str, Any] = {"commitment": commitment.pk, "text": commitment.text}
    if commitment.due_date:
        about["due_date"] = commitment.due_date.isoformat()
    return Letter(
        key=key,
        kind=kind,
        recipient=commitment.owner_email,
        recipient_name=commitment.owner_name,
        event=commitment.event,
        facts=about,
        not_after=not_after,
    )


def afterwards(event: Event, *, for_whom: Collection[str] = (Who.PARTICIPANTS,)) -> Iterator[Letter]:
    """One mail to each address, whatever roles its people had; said again, nothing. It waits for a report in the making."""
    report = Report.objects.filter(event=event).first()
    waits = report is not None and report.state != ReportState.PUBLISHED and _is_being_written(report)
    if not waits and not _is_long_ago(event):
        yield from one_per_address(_guests(event, for_whom))


def _guests(event: Event, for_whom: Collection[str]) -> Iterator[Letter]:
    everybody = Who.PARTICIPANTS in for_whom
    people = may_be_told(event) if everybody else may_be_told(event).filter(role__in=for_whom)
    for registration in people.order_by("pk").iterator():
        registration.event = event
        yield _once(to_participant(registration, Kind.AFTERWARDS, ""), event)
    if everybody or Who.SPEAKERS in for_whom:
        for speaker in Speaker.objects.filter(event=event, state=SpeakerState.CONFIRMED).order_by("pk"):
            speaker.event = event
            yield _once(to_speaker(speaker, Kind.AFTERWARDS, ""), event)


def _once(letter: Letter, event: Event) -> Letter:
    """The same letter under a key of the address: once per event."""
    return replace(letter, key=f"{Kind.AFTERWARDS}:{event.pk}:{address_key(letter.recipient)}")


def _is_being_written(report: Report) -> bool:
    return report.state == ReportState.REVIEW or bool(report.body.strip())


def _is_long_ago(event: Event) -> bool:
    now: datetime = timezone.now()
    return event.is_over(at=now - LONG_AGO)
