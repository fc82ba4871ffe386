"""What the templates of one kind of message may say besides what every letter can."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import F, Sum
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from notifications import links
from notifications.letters.own_day import day_of, moment_of
from notifications.outbox.models import Kind, Message
from scheduling.polls.words import in_words
from tours.materials.deadlines import deadline_of
from tours.materials.models import Visibility
from tours.models import Commitment, Material, Registration, Report

Values = dict[str, Any]


def particular_to(message: Message) -> Values:
    """What only the templates of this kind ask for; most kinds ask for nothing more."""
    particular = _PARTICULAR.get(message.kind)
    return particular(message) if particular else {}


def _event_cancelled(message: Message) -> Values:
    return {"reason": message.facts.get("reason", "")}


def _reminder(message: Message) -> Values:
    """How soon it is, counted in local days at the time of sending."""
    values: Values = {}
    if "start" in message.facts:
        start = moment_of(message, "start")
        said_at = max(timezone.now(), message.due_at)  # `sweep --at` sends ahead of its time
        days = (start.date() - said_at.astimezone(start.tzinfo).date()).days
        values |= {"days": days, "soon": {0: "today", 1: "tomorrow"}.get(days, "days")}
    group = message.registration.group if message.registration else None
    if group:
        values |= {"guide_name": group.guide_name, "guide_phone": group.guide_phone}
    return values


def _slides_missing(message: Message) -> Values:
    """Until when a presentation is in time, while it still can be."""
    due = deadline_of(message.event) if message.event else None
    in_time = due is not None and due >= timezone.localdate(message.due_at)
    return {"deadline_day": date_format(due, "DATE_FORMAT")} if due and in_time else {}


def _afterwards(message: Message) -> Values:
    event = message.event
    if event is None:
        return {}
    report = Report.objects.filter(event=event, state="published").exists()
    now, material = timezone.now(), Material.objects.of(event)
    follow_up = event.followed_by.filter(current__isnull=False, state="published").order_by("date").first()
    return {
        "has_report": report,
        "has_material": material.public_now(at=now).exists(),
        "has_own_material": material.for_participants(at=now)
        .filter(visibility=Visibility.PARTICIPANTS)
        .exists(),
        "followed_by_url": links.public_page(follow_up.slug) if follow_up else "",
    }


def _commitment(message: Message) -> Values:
    commitment = Commitment.objects.filter(pk=message.facts.get("commitment")).first()
    return {
        "commitment": message.facts.get("text", ""),
        "commitment_url": links.commitment_page(commitment) if commitment else "",
        "asks_for_name": bool(commitment and not commitment.name_is_public),
    }


def _poll(message: Message) -> Values:
    """The days as they are proposed now, the link, and the day that was chosen."""
    invitee = message.invitee
    if invitee is None:
        return {}
    poll = invitee.poll
    values: Values = {
        "note": poll.note,
        "days": [in_words(option) for option in poll.options.all()],
        "poll_url": links.poll_page(invitee),
        "answer_by": date_format(poll.answer_by, "l j F") if poll.answer_by else "",
        "reason": message.facts.get("reason", ""),
    }
    if poll.chosen:
        said = invitee.answers.filter(option=poll.chosen).values_list("value", flat=True).first()
        values |= {"chosen": in_words(poll.chosen), "said": said or ""}
    return values


def _host(message: Message) -> Values:
    """How many people come as it stands now: of each group, or in all where there is one."""
    day = day_of(message)
    if message.event is None or day is None:
        return {}
    coming = Registration.objects.of(message.event).confirmed()
    rows = coming.order_by("group__position").values_list("group__letter")
    persons = dict(rows.annotate(persons=Sum(F("companions") + 1)))
    groups = sorted({step["group"] for step in day["steps"] if step["group"]})
    return {
        "persons": sum(persons.values()),
        "persons_of": [(letter, persons.get(letter, 0)) for letter in groups],
        "persons_without_group": persons.get(None, 0),
        "stops": ", ".join(dict.fromkeys(step["title"] for step in day["steps"])),
    }


def _organiser_alert(message: Message) -> Values:
    return {
        "workspace_url": links.workspace(message.event) if message.event else "",
        "phone_number": message.speaker.phone if message.speaker else "",
        "speaker": message.facts.get("speaker", ""),
        "is_host": message.facts.get("what") == "host",
        "text": message.facts.get("text", ""),
    }


def _cohost_asked(message: Message) -> Values:
    return {"asked": message.facts.get("asked", ""), "home_url": links.absolute("desk:home")}


def _mail_trial(message: Message) -> Values:
    return {"organisation": message.facts.get("sender", {}).get("name", "")}


def _confirm_decline(message: Message) -> Values:
    return {"cancel_url": links.cancel_page(message.registration) if message.registration else ""}


def _reply_forwarded(message: Message) -> Values:
    """What somebody wrote, and where to act on it."""
    person = str(message.facts.get("person", ""))
    page = links.people(message.event, name=person) if message.event and message.registration else ""
    return {
        "person": person,
        "text": message.facts.get("text", ""),
        "sender": message.facts.get("reply_to", ""),
        "people_url": page,
    }


def _digest(message: Message) -> Values:
    return {
        "events": [
            {
                "title": item["title"],
                "url": links.absolute("lifecycle:event", item["slug"]),
                "lines": [_digest_line(line) for line in item["lines"]],
            }
            for item in message.facts.get("events", [])
        ]
    }


def _digest_line(line: dict[str, Any]) -> str:
    """One thing that happened, as a sentence: `{"what": "signed_up", "count": 3}`."""
    sentence = {
        "signed_up": _("Aangemeld: %(count)s."),
        "cancelled": _("Afgemeld: %(count)s."),
        "waiting": _("Op de wachtlijst: %(count)s."),
        "speaker_confirmed": _("Komt spreken: %(names)s."),
        "speaker_declined": _("Komt niet spreken: %(names)s."),
        "material": _("Presentatie binnen: %(names)s."),
        "undelivered": _("Mail die niet aankwam: %(count)s."),
    }[line["what"]]
    return sentence % {"count": line.get("count", 0), "names": ", ".join(line.get("names", []))}


_PARTICULAR: dict[str, Callable[[Message], Values]] = {
    Kind.EVENT_CANCELLED: _event_cancelled,
    Kind.REMINDER: _reminder,
    Kind.SPEAKER_REMINDER: _reminder,
    Kind.SLIDES_MISSING: _slides_missing,
    Kind.AFTERWARDS: _afterwards,
    Kind.COMMITMENT_MADE: _commitment,
    Kind.COMMITMENT_DUE: _commitment,
    Kind.POLL_INVITED: _poll,
    Kind.POLL_REMINDER: _poll,
    Kind.DATE_CHOSEN: _poll,
    Kind.POLL_STOPPED: _poll,
    Kind.HOST_TOLD: _host,
    Kind.HOST_CHANGED: _host,
    Kind.HOST_CANCELLED: _host,
    Kind.ORGANISER_ALERT: _organiser_alert,
    Kind.COHOST_ASKED: _cohost_asked,
    Kind.CONFIRM_DECLINE: _confirm_decline,
    Kind.REPLY_FORWARDED: _reply_forwarded,
    Kind.DIGEST: _digest,
    Kind.MAIL_TRIAL: _mail_trial,
}
