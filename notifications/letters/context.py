"""What the templates of any mail may say: the event, the person's own day and links, until when an answer counts."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from django.conf import settings
from django.utils.formats import date_format, time_format
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from notifications import links
from notifications.calendar.describe import day_lines, side_by_side, step_line, when
from notifications.calendar.itinerary import Itinerary
from notifications.letters.own_day import day_of, moment_of
from notifications.letters.particular import Values, particular_to
from notifications.outbox.models import OPTIONAL, CalendarMethod, Message
from tours.models import Event, Registration, Speaker
from tours.programme.models import EventKind
from tours.signups.models import RegistrationState


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
    return values | particular_to(message)


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
        moment = moment_of(message, "answer_by")
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
