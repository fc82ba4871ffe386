"""Events as the API shows them: from the last Revision, with seats as they are now. Shapes: see schemas."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse

from tours.agenda.outcome import FileLink, outcome_of
from tours.programme.day import local
from tours.programme.models import Event, EventKind, Revision
from tours.programme.snapshot import GroupData

Values = dict[str, Any]


def whole(path: str) -> str:
    """An address of ours as others need it; one of another site as it is."""
    return settings.SITE_URL + path if path.startswith("/") else path


def summary(event: Event, *, at: datetime) -> Values:
    """For the list: EventOut. No statement more for an event that has its Revision and pools fetched."""
    revision = _revision(event)
    zone, closes = ZoneInfo(revision.data["timezone"]), event.registration_closes_at
    return dict(revision.data) | {
        "slug": event.slug,
        "state": event.state,
        "starts_at": local(revision.data["starts_at"], zone),
        "ends_at": local(revision.data["ends_at"], zone),
        "sign_up_open": event.takes_registrations(at=at),
        "sign_up_closes_at": closes and closes.astimezone(zone),
        "seats": [
            {
                "role": pool.role or None,
                "capacity": pool.capacity,
                "left": pool.left,
                "waiting_list": pool.is_full,
            }
            for pool in event.pools.all()
        ],
        "published_at": revision.published_at.astimezone(zone),
        "url": _page_of(event),
        "ics_url": whole(reverse("calendar:event", args=[event.slug])),
        "api_url": whole(reverse("api:event", args=[event.slug])),
    }


def with_programme(event: Event, *, at: datetime) -> Values:
    """Everything that the page of the event shows, but what was promised: EventWithProgramme."""
    data, outcome = _revision(event).data, outcome_of(event, at=at)
    shown = {stop["id"] for stop in data["stops"]}
    said = [each for _side, several in outcome["asked"] for each in several] + outcome["conclusions"]
    return summary(event, at=at) | {
        "cancel_reason": event.cancel_reason,
        "meeting": data["meeting"] if data["kind"] == EventKind.MEETING else None,
        "groups": [_group(group, ZoneInfo(data["timezone"])) for group in data["groups"]],
        "materials": [
            _material(link, stop if stop in shown else None)
            for stop, links in outcome["files"].items()
            for link in links
        ],
        "report_url": f"{_page_of(event)}#verslag" if outcome["report"] else None,
        "statements": [
            {
                "kind": one.kind,
                "side": one.side,
                "stop": one.stop_id if one.stop_id in shown else None,
                "text": one.text,
            }
            for one in said
        ],
        "follows": _link(outcome["earlier"]) if outcome["earlier"] else None,
        "followed_by": [_link(each) for each in outcome["follow_ups"]],
    }


def _revision(event: Event) -> Revision:
    if event.current is None:
        raise ValueError("an event that was never published has nothing to show")
    return event.current


def _page_of(event: Event) -> str:
    return whole(reverse("agenda:event", args=[event.slug]))


def _link(event: Event) -> Values:
    return {"slug": event.slug, "title": _revision(event).title, "url": _page_of(event)}


def _group(group: GroupData, zone: ZoneInfo) -> Values:
    visits = [
        {
            "stop": visit["stop"],
            "starts_at": local(visit["start"], zone),
            "ends_at": local(visit["end"], zone),
        }
        for visit in group["visits"]
    ]
    return {"letter": group["letter"], "visits": visits, "legs": group["legs"]}


def _material(link: FileLink, stop: int | None) -> Values:
    return {
        "title": link.title,
        "url": whole(link.url),
        "elsewhere": link.elsewhere,
        "extension": link.extension,
        "size_bytes": link.size_bytes,
        "stop": stop,
    }
