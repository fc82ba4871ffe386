"""Begin an event, change its own fields, throw a draft away."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from tours.lifecycle.errors import (
    DateMissing,
    EndsBeforeStart,
    FollowsItself,
    NoFreeAddress,
    OnlyDraftsGo,
    PeopleWereAsked,
)
from tours.lifecycle.importing.schema import DEFAULT_REMINDERS
from tours.lifecycle.knowing import who_else_knows
from tours.lifecycle.slugs import candidates, slug_for
from tours.organisations.models import Organisation, User
from tours.programme.actions import check_minutes
from tours.programme.errors import ChangedMeanwhile
from tours.programme.models import AgendaSetter, Event, EventState, Group, SpeakerState
from tours.signups.models import Pool, RegistrationState

_log = logging.getLogger(__name__)


@transaction.atomic
def create_event(
    organisation: Organisation, *, kind: str, title: str, date: date | None, by: User | None, **fields: Any
) -> Event:
    """A new draft with one group and seats without a limit. `fields` are further fields of Event.

    Its address (slug) is made of title and date. Raises NoFreeAddress.
    """
    fields.setdefault("reminder_offsets", list(DEFAULT_REMINDERS))
    event = _store(Event(organisation=organisation, kind=kind, title=title, date=date, **fields))
    Group.objects.create(event=event, letter="A")
    Pool.objects.create(event=event)
    _log.info("event %s created by user %s", event.slug, by.pk if by else "-")
    return event


@transaction.atomic
def change_settings(event: Event, *, version: int, **fields: Any) -> Event:
    """Change the draft's own fields. Raises ChangedMeanwhile when `version` is not the stored one.

    `agenda_setters` (pairs of name and party) may be among the fields. Nothing leaves the house until
    the event is published, except what is about signing up: that is live.
    """
    setters = fields.pop("agenda_setters", None)
    if not Event.objects.filter(pk=event.pk, version=version).update(version=F("version") + 1):
        raise ChangedMeanwhile
    draft = Event.objects.get(pk=event.pk)
    for field, value in fields.items():
        setattr(draft, field, value)
    if draft.date is None and draft.state != EventState.DRAFT:
        raise DateMissing
    _check_times(draft)
    check_follows(draft)
    draft.save(update_fields=list(fields))
    if setters is not None:
        set_agenda_setters(draft, setters)
    event.refresh_from_db()
    return event


@transaction.atomic
def set_date(event: Event, *, date: date | None, **times: int | None) -> Event:
    """Give the draft its day (None: not known yet), perhaps with `start_min` and `end_min`.

    Raises DateMissing, EndsBeforeStart, TimeSkipped.
    """
    stored = Event.objects.select_for_update(no_key=True).get(pk=event.pk)
    return change_settings(event, version=stored.version, date=date, **times)


def set_agenda_setters(event: Event, setters: Iterable[tuple[str, str]]) -> None:
    """Who put the meeting on the agenda, as pairs of name and party, in place of who stood there."""
    wanted = list(setters)
    if [(setter.name, setter.party) for setter in event.agenda_setters.all()] == wanted:
        return
    with transaction.atomic():
        event.agenda_setters.all().delete()
        AgendaSetter.objects.bulk_create(
            AgendaSetter(event=event, position=position, name=name, party=party)
            for position, (name, party) in enumerate(wanted, start=1)
        )


@transaction.atomic
def delete_draft(event: Event, *, by: User | None) -> None:
    """Throw a draft away with everything in it. Raises OnlyDraftsGo, PeopleWereAsked."""
    locked = Event.objects.select_for_update().get(pk=event.pk)
    if locked.state != EventState.DRAFT or locked.current_id is not None:
        raise OnlyDraftsGo
    asked = _people_who_know(locked)
    if asked:
        raise PeopleWereAsked(names=", ".join(asked))
    _log.info("draft %s deleted by user %s", locked.slug, by.pk if by else "-")
    locked.registrations.all().delete()  # first: their places hold on to the pools
    locked.delete()


def _store(event: Event) -> Event:
    """Save it under the first free address; the database says which are taken."""
    _check_times(event)
    for slug in candidates(slug_for(event.title, event.date)):
        event.slug = slug
        try:
            with transaction.atomic():
                event.save(force_insert=True)
        except IntegrityError:
            event.pk = None
        else:
            return event
    raise NoFreeAddress


def _check_times(event: Event) -> None:
    if event.start_min is not None and event.end_min is not None and event.end_min <= event.start_min:
        raise EndsBeforeStart
    check_minutes(event, (minute for minute in (event.start_min, event.end_min) if minute is not None))


def check_follows(event: Event) -> None:
    """Raise FollowsItself for a circle: what leads to this event must not follow it."""
    seen, before = {event.pk}, event.follows
    while before is not None:
        if before.pk in seen:
            raise FollowsItself
        seen.add(before.pk)
        before = before.follows


def _people_who_know(event: Event) -> list[str]:
    speakers = event.speakers.exclude(state=SpeakerState.LISTED).values_list("name", flat=True)
    people = event.registrations.exclude(state=RegistrationState.CANCELLED).values_list("name", flat=True)
    return [*speakers, *people, *who_else_knows(event)]
