"""The verbs about what was said and promised, and about the report."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.text import slugify

from core.facts import announce
from tours.dialogue.errors import EmptyReport, NobodyToReview, ReportChanged, ReportIsPublic
from tours.dialogue.models import (
    Commitment,
    CommitmentState,
    Report,
    ReportReview,
    ReportState,
    ReviewState,
    Statement,
)
from tours.facts import CommitmentMade, ReportPublished, ReportSentForReview
from tours.programme.models import Event, Speaker, SpeakerState

REVIEW_DAYS = 7
# Who said yes; and who stands in the programme without having been asked here, but not who was asked and stayed silent.
_WHO_SPOKE = Q(state=SpeakerState.CONFIRMED) | Q(state=SpeakerState.LISTED, talks__isnull=False)


@transaction.atomic
def add_statement(event: Event, *, kind: str, side: str, text: str, stop_id: int | None = None) -> Statement:
    """Note something that was said, at the end of the list."""
    return Statement.objects.create(
        event=event,
        kind=kind,
        side=side,
        text=text,
        stop=event.stops.get(pk=stop_id) if stop_id else None,
        ref=_free_ref(Statement, event, text),
        position=_next_position(Statement, event),
    )


@transaction.atomic
def change_statement(statement: Statement, **fields: Any) -> Statement:
    """Change what was noted; `fields` are kind, side, text and stop."""
    for name, value in fields.items():
        setattr(statement, name, value)
    statement.save(update_fields=[*fields])
    return statement


def delete_statement(statement: Statement) -> None:
    """Take a statement out."""
    statement.delete()


@transaction.atomic
def make_commitment(event: Event, *, text: str, owner_name: str, **fields: Any) -> Commitment:
    """Note what somebody promised; who has an address is asked whether the name may be public."""
    commitment = Commitment.objects.create(
        event=event,
        text=text,
        owner_name=owner_name,
        ref=_free_ref(Commitment, event, text),
        position=_next_position(Commitment, event),
        **fields,
    )
    announce(CommitmentMade(commitment))
    return commitment


@transaction.atomic
def change_commitment(commitment: Commitment, **fields: Any) -> Commitment:
    """Change a commitment. Another owner has to agree anew and is asked; the link of another address ends."""
    if fields.get("owner_email", "").lower() != commitment.owner_email.lower():
        fields["link_version"] = commitment.link_version + 1
    other_owner = (fields.get("owner_name"), fields.get("owner_email")) != (
        commitment.owner_name,
        commitment.owner_email,
    )
    if other_owner:
        fields["owner_agreed_at"] = None
    for name, value in fields.items():
        setattr(commitment, name, value)
    commitment.save(update_fields=[*fields])
    if other_owner:
        announce(CommitmentMade(commitment))
    return commitment


def delete_commitment(commitment: Commitment) -> None:
    """Take a commitment out, as if it had not been made."""
    commitment.delete()


def settle_commitment(commitment: Commitment, *, state: str) -> Commitment:
    """Say that it was done, dropped, or is open again."""
    commitment.move_to(CommitmentState(state))
    return commitment


def agree_to_name(commitment: Commitment, *, agreed: bool) -> Commitment:
    """The owner's yes or no to being named in public."""
    commitment.owner_agreed_at = timezone.now() if agreed else None
    commitment.save(update_fields=["owner_agreed_at"])
    return commitment


def report_of(event: Event) -> Report:
    """The event's report, made when there is none yet."""
    return Report.objects.get_or_create(event=event)[0]


@transaction.atomic
def write_report(report: Report, *, body: str, version: int) -> Report:
    """Store the text. ReportChanged when `version` is not the stored one, ReportIsPublic when it stands online."""
    report = Report.objects.select_for_update().get(pk=report.pk)
    if report.version != version:
        raise ReportChanged
    if report.state == ReportState.PUBLISHED:
        raise ReportIsPublic
    report.body, report.version = body, version + 1
    report.save(update_fields=["body", "version"])
    return report


@transaction.atomic
def send_for_review(report: Report, *, until: date | None = None) -> Report:
    """Ask the speakers who spoke, as far as they have an address, to read the draft. EmptyReport, NobodyToReview."""
    if not report.body.strip():
        raise EmptyReport
    speakers = Speaker.objects.filter(_WHO_SPOKE, event=report.event).exclude(email="").distinct()
    if not speakers:
        raise NobodyToReview
    report.move_to(ReportState.REVIEW, review_by=until or timezone.localdate() + timedelta(days=REVIEW_DAYS))
    for speaker in speakers:
        ReportReview.objects.update_or_create(
            report=report, speaker=speaker, defaults={"state": ReviewState.ASKED, "answered_at": None}
        )
    announce(ReportSentForReview(report))
    return report


@transaction.atomic
def review_report(review: ReportReview, *, approved: bool, remarks: str = "") -> ReportReview:
    """A speaker's answer: agreed, or remarks to work in."""
    review.state = ReviewState.APPROVED if approved else ReviewState.REMARKS
    review.remarks, review.answered_at = remarks, timezone.now()
    review.save(update_fields=["state", "remarks", "answered_at"])
    return review


@transaction.atomic
def publish_report(report: Report) -> Report:
    """Put the report, the statements and the commitments on the public page. EmptyReport."""
    if not report.body.strip():
        raise EmptyReport
    report.move_to(ReportState.PUBLISHED, published_at=timezone.now())
    announce(ReportPublished(report))
    return report


def withdraw_report(report: Report) -> Report:
    """Take the report off the public page and make it a draft again; also out of the review."""
    report.move_to(ReportState.DRAFT, published_at=None)
    return report


def _next_position(model: type[Statement | Commitment], event: Event) -> int:
    highest = model._default_manager.filter(event=event).aggregate(highest=Max("position"))["highest"]
    return (highest or 0) + 1


def _free_ref(model: type[Statement | Commitment], event: Event, text: str) -> str:
    """A reference made of the first words, not used yet in this event."""
    stem = "-".join(slugify(text).split("-")[:4])[:50] or "regel"
    taken = set(
        model._default_manager.filter(event=event, ref__startswith=stem).values_list("ref", flat=True)
    )
    return next(ref for ref in [stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))] if ref not in taken)
