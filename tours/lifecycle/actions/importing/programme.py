"""Speakers, stops with their talks, groups with their visits and ways. Matched by id; what is missing goes."""

from __future__ import annotations

from typing import Any

from tours.lifecycle.actions.importing.rows import Import, numbered, pick, split
from tours.lifecycle.importing import Item
from tours.materials.models import Material
from tours.programme.models import Group, Leg, Speaker, Stop, Talk, Visit

_STOP = ["kind", "title", "opens_for_us", "duration_min", "description"]
_STOP += ["contact_name", "contact_phone", "contact_email", "contact_language", "tell_contact"]
_SPEAKER = ["name", "affiliation", "email", "phone", "language", "diet", "has_no_slides"]


def write_speakers(run: Import) -> None:
    rows, gone = split(_by_ref(run.event.speakers.all()), run.file["speakers"], "ref")
    run.remove(gone)
    for item in run.file["speakers"]:
        row = rows.get(item["ref"]) or Speaker(event=run.event, ref=item["ref"])
        erased = None if item["email"] else row.erased_at
        run.speakers[item["ref"]] = run.put(row, erased_at=erased, **pick(item, *_SPEAKER))


def write_stops(run: Import) -> None:
    """New and changed stops with their talks. What is gone goes last: material may still move away from it."""
    known, items = _by_ref(run.event.stops.all()), run.file["stops"]
    rows = [known.get(item["ref"]) or Stop(event=run.event, ref=item["ref"]) for item in items]
    for item, (position, row) in zip(items, numbered(rows), strict=True):
        venue = run.venues.get(item["venue"])
        stop = run.put(row, position=position, venue=venue, **pick(item, *_STOP))
        run.stops[item["ref"]] = stop
        _write_talks(run, stop, item)


def remove_stops(run: Import) -> None:
    """Stops and talks that the file does not name. What was withdrawn or refused there stays with the event."""
    talks = Talk.objects.filter(stop__event=run.event).exclude(
        pk__in=[talk.pk for talk in run.talks.values()]
    )
    stops = run.event.stops.exclude(pk__in=[stop.pk for stop in run.stops.values()])
    Material.objects.filter(talk__in=talks).update(talk=None)
    Material.objects.filter(stop__in=stops).update(stop=None)
    run.remove(talks)
    run.remove(stops)


def write_groups(run: Import) -> None:
    items = run.file["groups"] or [Item(run.file.line, "groups") | {"letter": "A"}]
    known, gone = split({group.letter: group for group in run.event.groups.all()}, items, "letter")
    run.remove(gone)
    rows = [known.get(item["letter"]) or Group(event=run.event, letter=item["letter"]) for item in items]
    for item, (position, row) in zip(items, numbered(rows), strict=True):
        guide = {name: item.get(name, "") for name in ("guide_name", "guide_phone")}
        group = run.put(row, position=position, **guide)
        _write_visits(run, group, item.get("visits"))
        _write_legs(run, group, item.get("legs", []))


def _write_talks(run: Import, stop: Stop, of_stop: Item) -> None:
    known, items = _by_ref(stop.talks.all()), of_stop["talks"]
    rows = [known.get(item["ref"]) or Talk(stop=stop, ref=item["ref"]) for item in items]
    for item, (position, row) in zip(items, numbered(rows), strict=True):
        fields = pick(item, "kind", "title", "text", "duration_min", "moderator")
        talk = run.put(row, position=position, **fields)
        run.relate(talk.speakers, (run.speakers[ref] for ref in item["speakers"]))
        run.talks[f"{stop.ref}/{talk.ref}"] = talk


def _write_visits(run: Import, group: Group, items: list[Item] | None) -> None:
    """The group's visits in the order of the file; left out: every stop, in the event's order."""
    wanted: list[dict[str, Any]] = (
        [{"stop": ref, "start_min": None, "end_min": None} for ref in run.stops]
        if items is None
        else [*items]
    )
    known = {visit.stop.ref: visit for visit in group.visits.select_related("stop")}
    run.remove(visit for ref, visit in known.items() if ref not in {item["stop"] for item in wanted})
    rows = [known.get(item["stop"]) or Visit(group=group, stop=run.stops[item["stop"]]) for item in wanted]
    for item, (position, row) in zip(wanted, numbered(rows), strict=True):
        run.put(row, position=position, start_min=item["start_min"], end_min=item["end_min"])


def _write_legs(run: Import, group: Group, items: list[Item]) -> None:
    rows = {
        (leg.from_stop.ref, leg.to_stop.ref): leg for leg in group.legs.select_related("from_stop", "to_stop")
    }
    named = {(item["from_stop"], item["to_stop"]) for item in items}
    run.remove(leg for ends, leg in rows.items() if ends not in named)
    for item in items:
        start, end = item["from_stop"], item["to_stop"]
        row = rows.get((start, end)) or Leg(group=group, from_stop=run.stops[start], to_stop=run.stops[end])
        run.put(row, **pick(item, "mode", "minutes", "metres", "estimated", "step_free"))


def _by_ref(rows: Any) -> dict[str, Any]:
    return {row.ref: row for row in rows}
