"""What the templates of a mail may say: the person's own day, links, and what is particular to one kind of message."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F, Sum
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from notifications import links
from notifications.calendar.describe import day_lines, side_by_side, step_line, when
from notifications.calendar.itinerary import Itinerary, participant_itinerary, speaker_itinerary
from notifications.outbox.models import OPTIONAL, CalendarMethod, Kind, Message
from scheduling.polls.words import in_words
from tours.materials.deadlines import deadline_of
from tours.materials.models import Visibility
from tours.models import Commitment, Event, Material, Registration, Report, Speaker
from tours.programme.models import EventKind
from tours.signups.models import RegistrationState

Values = dict[str, Any]


def letter_context(message: Message) -> Values:
    """Everything for the templates of this message, in the language that is active."""
    day = day_of(message)
    values: Values = {
        "kind": message.kind,
        "facts": message.facts,
        "name": message.recipient_name,
        "language": message.language,
        "with_calendar": bool(message.method),
        "stop_url": links.stop_page(message) if message.kind in OPTIONAL else "",
        **_about_the_event(message.event),
        **_to_add_by_hand(message),
        **_about_the_day(day),
        **_deadline(message),
        **_changes(day, message.facts.get("was")),
    }
    if message.registration:
        values |= _about_the_registration(message.registration, message.event)
    if message.speaker:
        values |= _about_the_speaker(message.speaker)
    particular = _PARTICULAR.get(message.kind)
    return values | particular(message) if particular else values


def day_of(message: Message) -> Itinerary | None:
    """The day as this person was told it, else as it is published now; None before anything was published."""
    if message.told and message.method:
        return message.told.itinerary
    if message.event is None or message.event.current is None:
        return None
    programme = message.event.current.data
    if message.speaker:
        own = speaker_itinerary(programme, message.speaker.pk)
        if own:
            return own
    group_id = message.registration.group_id if message.registration else None
    return participant_itinerary(programme, group_id)


def _about_the_event(event: Event | None) -> Values:
    if event is None:
        return {"title": "", "organisation": _("Dialoogtoer"), "site_url": settings.SITE_URL}
    return {
        "title": event.title,
        "organisation": event.organisation.name,
        "phone": event.organisation.phone,
        "is_meeting": event.kind == EventKind.MEETING,
        "when": date_format(event.date, "DATE_FORMAT") if event.date else "",
        "public_url": links.public_page(event.slug),
        "file_url": links.event_file(event.slug),
        "timezone": event.timezone,
    }


def _to_add_by_hand(message: Message) -> Values:
    """Where the reader's own entry can be had as a file, for a mail program that does nothing with the invitation."""
    told = message.told
    if told is None or told.pk is None or message.method != CalendarMethod.REQUEST:
        return {}
    return {"file_url": links.entry_file(told)}


def _about_the_day(day: Itinerary | None) -> Values:
    if day is None:
        return {"complete": False}
    return {
        "title": day["title"],
        "when": when(day),
        "where": day["place"],
        "group": day["group"],
        "complete": day["complete"],
        "conference_url": day["conference_url"],
        "steps": day_lines(day),
    }


def _about_the_registration(registration: Registration, event: Event | None) -> Values:
    invited = registration.state == RegistrationState.INVITED
    return {
        "state": registration.state,
        "companions": registration.companions,
        "group_follows": not registration.group_id and _goes_in_groups(event),
        "own_url": SimpleLazyObject(partial(links.own_page, registration)),
        "route_url": SimpleLazyObject(partial(links.route_page, registration)),
        "invitation_url": SimpleLazyObject(partial(links.invitation_page, registration)),
        "answer_url": SimpleLazyObject(
            partial(links.invitation_page if invited else links.own_page, registration)
        ),
    }


def _goes_in_groups(event: Event | None) -> bool:
    """Whether what is published says for several groups who is where when."""
    data = event.current.data if event and event.current else None
    return bool(data and data["programme_complete"] and len(data["groups"]) > 1)


def _about_the_speaker(speaker: Speaker) -> Values:
    titles = list(speaker.talks.order_by("stop__position", "position").values_list("title", flat=True))
    return {
        "speaker": speaker.name,
        "talks": ", ".join(f"“{title}”" for title in titles),
        "speaker_url": links.speaker_page(speaker),
    }


def _deadline(message: Message) -> Values:
    """Until when an answer counts, as people write it: a moment, or a day."""
    values: Values = {}
    if "answer_by" in message.facts:
        zone = ZoneInfo(message.event.timezone if message.event else settings.TIME_ZONE)
        moment = datetime.fromisoformat(message.facts["answer_by"]).astimezone(zone)
        values["deadline"] = _("%(date)s om %(time)s uur") % {
            "date": date_format(moment, "DATE_FORMAT"),
            "time": time_format(moment),
        }
    if "due_date" in message.facts:
        values["deadline_day"] = date_format(date.fromisoformat(message.facts["due_date"]), "DATE_FORMAT")
    return values


def _changes(day: Itinerary | None, was: dict[str, Any] | None) -> Values:
    """Old and new side by side: one line each for when, where, group and title."""
    if day is None or was is None:
        return {}
    old: Itinerary = {**day, **was}  # type: ignore[typeddict-item]  # what was not changed is as it is now
    steps = [step_line(step, day["timezone"]) for step in day["steps"]]
    old_steps = [step_line(step, old["timezone"]) for step in was.get("steps", []) if step["start"]]
    return {
        "lines": side_by_side(old, day),
        "announced": day["complete"] and not old["complete"],
        "old_steps": old_steps if old_steps != steps else [],
    }


def _event_cancelled(message: Message) -> Values:
    return {"reason": message.facts.get("reason", "")}


def _reminder(message: Message) -> Values:
    """How soon it is, counted in local days at the time of sending."""
    values: Values = {}
    if "start" in message.facts:
        zone = ZoneInfo(message.event.timezone if message.event else settings.TIME_ZONE)
        start = datetime.fromisoformat(message.facts["start"]).astimezone(zone).date()
        said_at = max(timezone.now(), message.due_at)  # `sweep --at` sends ahead of its time
        days = (start - said_at.astimezone(zone).date()).days
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
                "lines": [digest_line(line) for line in item["lines"]],
            }
            for item in message.facts.get("events", [])
        ]
    }


def digest_line(line: dict[str, Any]) -> str:
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
