"""What changes in the programme: stops, who speaks where, when each group is where, and the ways between."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.text import one_line
from notifications.desk.differences.change import Change, clock, listed, place, shortened
from tours.programme.models import TravelMode
from tours.programme.snapshot import LegData, Programme, SpeakerData, StopData, TalkData, VisitData

Pair = tuple[StopData, StopData]


def programme_changes(old: Programme, new: Programme) -> list[Change]:
    """Stops that come, go and change, in their new order. Nothing where only one of both shows its programme."""
    if not (old["programme_complete"] and new["programme_complete"]):
        return []
    before = {stop["id"]: stop for stop in old["stops"]}
    after = {stop["id"]: stop for stop in new["stops"]}
    both = [(before[pk], stop) for pk, stop in after.items() if pk in before]
    return [
        *(
            Change("minus", _("‘%(stop)s’ vervalt.") % {"stop": before[pk]["title"]})
            for pk in before
            if pk not in after
        ),
        *(_new(stop) for pk, stop in after.items() if pk not in before),
        *_order(both, [pk for pk in before if pk in after]),
        *(change for pair in both for check in _CHECKS for change in check(*pair)),
        *_groups(old, new),
        *_times(old, new),
        *_ways(old, new),
    ]


def _new(stop: StopData) -> Change:
    values = {"stop": stop["title"], "place": place(stop["venue"])}
    sentence = _("Nieuw: ‘%(stop)s’, %(place)s.") if stop["venue"] else _("Nieuw: ‘%(stop)s’.")
    return Change("plus", sentence % values)


def _order(both: list[Pair], order_before: list[int]) -> Iterator[Change]:
    order_after = [stop["id"] for _old, stop in both]
    if order_after != order_before:
        titles = listed(stop["title"] for _old, stop in both)
        yield Change("list", _("Andere volgorde: %(stops)s.") % {"stops": titles})


def _title(old: StopData, new: StopData) -> Iterator[Change]:
    if old["title"] != new["title"]:
        yield Change("edit", _("Andere titel"), old["title"], new["title"])


def _place(old: StopData, new: StopData) -> Iterator[Change]:
    values = {"stop": new["title"]}
    if place(old["venue"]) != place(new["venue"]):
        yield Change("pin", _("De plek van ‘%(stop)s’") % values, place(old["venue"]), place(new["venue"]))
    elif old["venue"] != new["venue"]:
        yield Change("pin", _("De gegevens over de plek van ‘%(stop)s’ zijn veranderd.") % values)


def _texts(old: StopData, new: StopData) -> Iterator[Change]:
    if (old["description"], old["kind"]) != (new["description"], new["kind"]):
        yield Change("edit", _("De tekst bij ‘%(stop)s’ is veranderd.") % {"stop": new["title"]})


def _talks(old: StopData, new: StopData) -> Iterator[Change]:
    before = {talk["id"]: talk for talk in old["talks"]}
    after = {talk["id"]: talk for talk in new["talks"]}
    for pk in [pk for pk in before if pk not in after]:
        values = {"talk": before[pk]["title"], "stop": new["title"]}
        yield Change("minus", _("Bij ‘%(stop)s’ vervalt ‘%(talk)s’.") % values)
    for pk, talk in after.items():
        if pk not in before:
            values = {"talk": talk["title"], "stop": new["title"]}
            yield Change("plus", _("Bij ‘%(stop)s’ komt ‘%(talk)s’.") % values)
        else:
            yield from _talk(before[pk], talk)


def _talk(old: TalkData, new: TalkData) -> Iterator[Change]:
    if old["title"] != new["title"]:
        yield Change("edit", _("Een onderdeel heet anders"), shortened(old["title"]), shortened(new["title"]))
    rest = ("text", "kind", "moderator", "duration_min")
    if any(old.get(name) != new.get(name) for name in rest):
        title = shortened(one_line(new["title"]))
        yield Change("edit", _("De gegevens van ‘%(talk)s’ zijn veranderd.") % {"talk": title})


def _speakers(old: StopData, new: StopData) -> Iterator[Change]:
    before, after = _who(old), _who(new)
    for pk, speaker in before.items():
        if pk not in after:
            values = {"name": speaker["name"], "stop": new["title"]}
            yield Change("user", _("%(name)s spreekt niet meer bij ‘%(stop)s’.") % values)
    for pk, speaker in after.items():
        if pk not in before:
            values = {"name": speaker["name"], "stop": new["title"]}
            yield Change("mic", _("%(name)s spreekt bij ‘%(stop)s’.") % values)
        elif before[pk] != speaker:
            yield Change("user", _("De gegevens van een spreker"), _full(before[pk]), _full(speaker))


def _who(stop: StopData) -> dict[int, SpeakerData]:
    return {speaker["id"]: speaker for talk in stop["talks"] for speaker in talk["speakers"]}


def _full(speaker: SpeakerData) -> str:
    return ", ".join(part for part in (speaker["name"], speaker["affiliation"]) if part)


def _groups(old: Programme, new: Programme) -> Iterator[Change]:
    before, after = len(old["groups"]), len(new["groups"])
    if before != after:
        yield Change("people", _("Aantal groepen"), str(before), str(after))


@dataclass(frozen=True)
class _Slot:
    """When a group is at a stop, as people read it."""

    letter: str
    stop: str
    time: str


def _times(old: Programme, new: Programme) -> Iterator[Change]:
    """Per stop, once for all groups when their old and new times are the same, else per group."""
    before, after = _slots(old), _slots(new)
    told: set[tuple[str, str, str]] = set()
    for key, slot in after.items():
        was = before.get(key)
        if was is None or was.time == slot.time:
            continue
        alone = len(new["groups"]) == 1 or _alike(before, after, stop=key[1])
        who = "" if alone else slot.letter
        if (slot.stop, was.time, who) in told:
            continue
        told.add((slot.stop, was.time, who))
        sentence = _("Groep %(group)s bij ‘%(stop)s’") if who else _("De tijd van ‘%(stop)s’")
        yield Change("clock", sentence % {"group": who, "stop": slot.stop}, was.time, slot.time)


def _alike(before: dict[tuple[int, int], _Slot], after: dict[tuple[int, int], _Slot], *, stop: int) -> bool:
    """Whether all groups go from the same time to the same time at this stop."""
    moves = {
        (before[key].time if key in before else "", slot.time)
        for key, slot in after.items()
        if key[1] == stop
    }
    return len(moves) == 1


def _slots(programme: Programme) -> dict[tuple[int, int], _Slot]:
    """By (group, stop)."""
    titles = {stop["id"]: stop["title"] for stop in programme["stops"]}
    return {
        (group["id"], visit["stop"]): _Slot(
            group["letter"], titles.get(visit["stop"], ""), _time(visit, programme["timezone"])
        )
        for group in programme["groups"]
        for visit in group["visits"]
    }


def _time(visit: VisitData, timezone: str) -> str:
    if not visit["start"]:
        return _("nog geen tijd")
    return f"{clock(visit['start'], timezone)} – {clock(visit['end'], timezone)}"


def _ways(old: Programme, new: Programme) -> Iterator[Change]:
    """Ways that are still gone and that are gone differently; the same for several groups is told once."""
    titles = {stop["id"]: stop["title"] for stop in new["stops"]}
    before = {(group["id"], *_ends(leg)): leg for group in old["groups"] for leg in group["legs"]}
    told: set[tuple[object, ...]] = set()
    for group in new["groups"]:
        for leg in group["legs"]:
            was = before.get((group["id"], *_ends(leg)))
            if was is None or _way(was) == _way(leg) or (*_ends(leg), _way(was), _way(leg)) in told:
                continue
            told.add((*_ends(leg), _way(was), _way(leg)))
            ends = {"from": titles.get(leg["from_stop"], ""), "to": titles.get(leg["to_stop"], "")}
            yield Change("nav", _("De weg van ‘%(from)s’ naar ‘%(to)s’") % ends, _way(was), _way(leg))


def _ends(leg: LegData) -> tuple[int, int]:
    return leg["from_stop"], leg["to_stop"]


def _way(leg: LegData) -> str:
    return _("%(minutes)s minuten %(mode)s") % {
        "minutes": leg["minutes"],
        "mode": TravelMode(leg["mode"]).label,
    }


_CHECKS: tuple[Callable[[StopData, StopData], Iterator[Change]], ...] = (
    _title,
    _place,
    _texts,
    _talks,
    _speakers,
)
