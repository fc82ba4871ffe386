"""What is held about a person, for that person: the right to see and to carry along (GDPR articles 15 and 20)."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from notifications.models import Message, OptOut, Suppression, Told
from notifications.outbox.models import Kind
from tours.materials.models import MaterialVersion
from tours.models import Commitment, Event, Registration, ReportReview, SlidesAnswer, Speaker
from tours.signups.retention import kept_until

_REGISTRATION = [
    "name", "email", "phone", "role", "party", "attends_as", "companions", "companion_names", "diet",
    "access_needs", "transport", "note", "language", "keep_informed", "state", "source", "cancelled_by",
    "said", "said_at", "said_by", "gives_up_at", "invited_at", "called_at", "placed_by_hand",
    "consented_at", "address_confirmed_at", "answer_by", "queued_at", "checked_in_at", "created_at",
]  # fmt: skip
_SPEAKER = [
    "name", "affiliation", "email", "phone", "language", "state", "needs", "proposal", "diet", "has_no_slides",
    "available_from_min", "available_until_min", "invited_at", "answered_at",
]  # fmt: skip
_COMMITMENT = ["text", "owner_name", "owner_email", "owner_agreed_at", "due_date", "state"]
_RECEIVED = ["came_at", "sender", "subject", "text", "said", "outcome"]
_MAIL = ["kind", "state", "recipient", "recipient_name", "subject", "body_text", "created_at", "sent_at"]


def about_registration(registration: Registration) -> dict[str, Any]:
    """Every field that is about the person, the event, the mail, and the days on which it goes."""
    event, kept = registration.event, kept_until(registration.event)
    return {
        "event": _event(event),
        "registration": _fields(registration, _REGISTRATION)
        | {"group": registration.group.letter if registration.group else ""},
        "kept_until": {"needs": kept.needs, "attendees": kept.attendees, "informed": kept.informed},
        "calendar": _entries(Told.objects.filter(registration=registration)),
        "mail": _mail(Message.objects.filter(registration=registration, user=None)),
        "received": list(registration.received.order_by("pk").values(*_RECEIVED)),
        "no_mail": _no_mail(registration.email, event),
        "notices": list(registration.notices.order_by("pk").values("kind", "text", "sender", "came_at")),
    }


def about_speaker(speaker: Speaker) -> dict[str, Any]:
    """The same of somebody who speaks, with the talks, the files and what they said of the report."""
    kept = kept_until(speaker.event)
    files = MaterialVersion.objects.filter(material__speaker=speaker).order_by("material_id", "number")
    reviews = ReportReview.objects.filter(speaker=speaker)
    return {
        "event": _event(speaker.event),
        "speaker": _fields(speaker, _SPEAKER),
        "talks": [talk.title for talk in speaker.talks.all()],
        "files": list(files.values("material__title", "filename", "state", "uploaded_by", "created_at")),
        "slides": list(SlidesAnswer.objects.filter(speaker=speaker).values("answer", "said_at")),
        "report": list(reviews.values("state", "remarks", "answered_at")),
        "kept_until": {"needs": kept.needs, "contact": kept.contributors},
        "calendar": _entries(Told.objects.filter(speaker=speaker)),
        "mail": _mail(Message.objects.filter(speaker=speaker, user=None)),
        "received": list(speaker.received.order_by("pk").values(*_RECEIVED)),
        "no_mail": _no_mail(speaker.email, speaker.event),
    }


def about_owner(commitment: Commitment) -> dict[str, Any]:
    """The same of somebody who promised something."""
    sent = Message.objects.filter(
        event=commitment.event, kind__in=[Kind.COMMITMENT_MADE, Kind.COMMITMENT_DUE]
    )
    return {
        "event": _event(commitment.event),
        "commitment": _fields(commitment, _COMMITMENT),
        "kept_until": {"contact": kept_until(commitment.event).contributors},
        "mail": _mail(sent.filter(recipient__iexact=commitment.owner_email)),
        "no_mail": _no_mail(commitment.owner_email, commitment.event),
    }


def _event(event: Event) -> dict[str, Any]:
    return {"title": event.title, "date": event.day, "organisation": event.organisation.name}


def _fields(row: Any, names: list[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _entries(told: QuerySet[Told]) -> list[dict[str, Any]]:
    return [
        _fields(entry, ["uid", "email", "itinerary", "dtstamp", "ended_at"]) for entry in told.order_by("pk")
    ]


def _no_mail(email: str, event: Event) -> list[dict[str, Any]]:
    """What this address does not get any more, since when, and why: only what is needed, or no mail at all."""
    stopped = OptOut.objects.of_address(email).filter(organisation=event.organisation_id)
    nothing = Suppression.objects.of_address(email)
    return [
        *(
            {"what": "optional", "since": since, "why": ""}
            for since in stopped.values_list("created_at", flat=True)
        ),
        *(
            {"what": "all", "since": since, "why": why}
            for since, why in nothing.values_list("created_at", "reason")
        ),
    ]


def _mail(messages: QuerySet[Message]) -> list[dict[str, Any]]:
    return list(messages.order_by("pk").values(*_MAIL))
