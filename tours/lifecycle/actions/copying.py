"""The same again on another date."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Model

from tours.lifecycle.actions.drafts import create_event
from tours.lifecycle.importing.parts import PARTS
from tours.organisations.models import User
from tours.programme.models import Event, Leg, Speaker, Stop, Talk, Visit
from tours.signups.models import Pool

_COPIED = [
    "audience",
    "summary",
    "description",
    "hosts",
    "timezone",
    "start_min",
    "end_min",
    "buffer_min",
    "programme_complete",
    "meeting_point",
    "end_point",
    "conference_url",
    "confirm_address",
    "offers_expire",
    "companions_allowed",
    "reminder_offsets",
    "reminder_rules",
    "material_deadline_days",
    "working_form",
    "policy_field",
    "alderman",
    "motivation",
    "moderator",
]
_LEFT_BEHIND: dict[type[Model], dict[str, Any]] = {  # what belongs to that one time
    Speaker: {"state": "listed", "proposal": "", "needs": "", "diet": "", "has_no_slides": False,
              "available_from_min": None, "available_until_min": None,
              "invited_at": None, "answered_at": None, "link_version": 1},
    Stop: {"opens_for_us": False},
    Pool: {"taken": 0, "waiting": 0, "closed": False},
}  # fmt: skip


@transaction.atomic
def copy_event(event: Event, *, date: date | None, title: str, by: User | None = None) -> Event:
    """A new draft with the same programme, groups and seats on another date. Nobody is asked and nobody registered.

    The sign-up window moves along with the date. Raises NoFreeAddress, TimeSkipped.
    """
    copy = create_event(
        event.organisation,
        kind=event.kind,
        title=title,
        date=date,
        by=by,
        **{field: getattr(event, field) for field in _COPIED},
        **_moved_window(event, date),
    )
    copy.groups.all().delete()
    copy.pools.all().delete()
    copy.asked_cohosts.set(event.cohosts.all())  # they said yes to the other one
    copy_rows(event.pools.all(), event=copy)
    copy_rows(event.agenda_setters.all(), event=copy)
    _copy_programme(event, copy)
    return copy


def _copy_programme(event: Event, copy: Event) -> None:
    speakers = copy_rows(event.speakers.all(), event=copy)
    stops = copy_rows(event.stops.all(), event=copy)
    groups = copy_rows(event.groups.all(), event=copy)
    for talk in Talk.objects.filter(stop__event=event).prefetch_related("speakers"):
        who = [speakers[speaker.pk] for speaker in talk.speakers.all()]
        copy_rows([talk], stop=stops[talk.stop_id])[talk.pk].speakers.set(who)
    for visit in Visit.objects.filter(group__event=event):
        copy_rows([visit], group=groups[visit.group_id], stop=stops[visit.stop_id])
    for leg in Leg.objects.filter(group__event=event):
        ends = {"from_stop": stops[leg.from_stop_id], "to_stop": stops[leg.to_stop_id]}
        copy_rows([leg], group=groups[leg.group_id], **ends)
    for part in PARTS:
        part.copy(event, copy, stops)


def copy_rows(rows: Any, **belongs_to: Model) -> dict[int, Any]:
    """Copies of the rows, by the id of the original."""
    copies = {}
    for row in rows:
        kind = type(row)
        columns = kind._meta  # noqa: SLF001  (documented for this)
        fields = {
            field.attname: getattr(row, field.attname)
            for field in columns.concrete_fields
            if not field.primary_key and field.name != "version"
        }
        for name in belongs_to:
            del fields[columns.get_field(name).attname]
        copies[row.pk] = kind._default_manager.create(**fields | _LEFT_BEHIND.get(kind, {}) | belongs_to)
    return copies


def _moved_window(event: Event, day: date | None) -> dict[str, Any]:
    if day is None or event.date is None:
        return {}
    by = day - event.date
    return {field: _moved(event, field, by) for field in ("registration_opens_at", "registration_closes_at")}


def _moved(event: Event, field: str, by: timedelta) -> Any:
    """The same local time that many days later, across a change of the clock too."""
    moment = getattr(event, field)
    return moment and (moment.astimezone(event.zone) + by)
