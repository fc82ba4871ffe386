"""What accepting a proposal does, for whoever decides: to each stop and speaker, and who is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from core.templatetags.dialoogtoer import clock
from scheduling.board.sentences import in_short, in_words
from scheduling.live.changes import Change
from scheduling.live.page import Card, Host
from scheduling.live.proposing import Proposal, first_open_min
from scheduling.live.reading import SHUT, UNWISHED
from scheduling.live.signing import sealed
from scheduling.planner.hours import NEVER
from tours.programme.actions import taken_from
from tours.programme.day import Step
from tours.programme.errors import Clash
from tours.programme.models import Event, Speaker, SpeakerState
from tours.programme.snapshot import Programme, StopData
from tours.signups.models import Registration


@dataclass(frozen=True)
class Effect:
    """What becomes of one visit, and who waits there."""

    change: Change
    step: Step
    letter: str  # empty where there is one group
    host: Host | None
    speakers: list[Speaker]


@dataclass(frozen=True)
class Consequences:
    proposal: Proposal
    sealed: str
    effects: list[Effect]
    speakers: list[Speaker]  # who confirmed and gets mail
    participants: int
    doubts: list[str]
    taken: list[str]  # what another event holds: while that is so, it cannot be accepted
    shut: list[str]  # places that are closed then: nor can it be with those

    @property
    def eaten_min(self) -> int:
        """What spare time takes up before the first visit of the late group that moves."""
        late = self.proposal.late
        if late is None:
            return 0
        moved = (one.change.late_min for one in self.effects if one.change.group_id == late.group_id)
        return max(0, late.minutes - max(moved, default=0)) if self.proposal.how == "shift" else 0


def consequences_of(event: Event, proposals: Sequence[Proposal], cards: Sequence[Card]) -> list[Consequences]:
    """Five statements, however many proposals. Texts for hosts stand ready for the groups of these cards."""
    named = {speaker for one in proposals for change in one.changes for speaker in _speakers(change.stop)}
    speakers = Speaker.objects.exclude(state=SpeakerState.DECLINED).in_bulk(named)
    people = _people(event)
    by_group = {card.group.pk: card for card in cards}
    taken = _taken(event, proposals)
    return [
        _consequences(event, one, by_group, speakers, people, taken=held)
        for one, held in zip(proposals, taken, strict=True)
    ]


def _consequences(
    event: Event,
    proposal: Proposal,
    cards: Mapping[int, Card],
    speakers: Mapping[int, Speaker],
    people: Mapping[int | None, int],
    *,
    taken: list[str],
) -> Consequences:
    several = len(proposal.before["groups"]) > 1
    effects = [
        _effect(change, cards.get(change.group_id), speakers, several=several) for change in proposal.changes
    ]
    here = {one.pk: one for effect in effects for one in effect.speakers}
    groups = _groups(proposal)
    told = sum(people.get(group, 0) for group in groups) if several else sum(people.values())
    return Consequences(
        proposal,
        sealed(event, proposal),
        effects,
        [one for one in here.values() if one.email and one.state == SpeakerState.CONFIRMED],
        told if groups else 0,
        list(
            dict.fromkeys(
                _doubt(code, values, proposal.programme) for code, values in proposal.doubts if code != SHUT
            )
        )
        + [_("De reistijd naar ‘%(stop)s’ is geschat.") % {"stop": stop} for stop in proposal.guessed]
        + _unknown_ways(proposal)
        + ([] if proposal.chooses else taken),
        taken if proposal.chooses else [],
        list(dict.fromkeys(_shut(values, proposal) for code, values in proposal.doubts if code == SHUT)),
    )


def _unknown_ways(proposal: Proposal) -> list[str]:
    """Of a place that is not on the map nobody knows how long the way takes: no minutes are counted for it."""
    moved = {one.stop["id"]: one.stop for one in proposal.changes if one.elsewhere}
    return [
        _("Wij weten niet hoe lang de reis naar ‘%(place)s’ duurt: die staat niet op de kaart.")
        % {"place": stop["venue"]["name"]}
        for stop in moved.values()
        if stop["venue"] and stop["venue"]["lat_deg"] is None
    ]


def _taken(event: Event, proposals: Sequence[Proposal]) -> list[list[str]]:
    """Per proposal which places and speakers another event holds then, in sentences."""
    if not proposals:
        return []
    from_min = first_open_min(event, proposals[0].before)
    found = taken_from(event, [one.programme for one in proposals], from_min=from_min)
    return [[_clash(clash) for clash in clashes] for clashes in found]


def _clash(clash: Clash) -> str:
    return _("%(name)s is van %(start)s tot %(end)s bezet door ‘%(event)s’.") % {
        "name": clash.name,
        "event": clash.event,
        "start": clock(clash.start_min),
        "end": clock(clash.end_min),
    }


def _effect(change: Change, card: Card | None, speakers: Mapping[int, Speaker], *, several: bool) -> Effect:
    return Effect(
        change=change,
        step=Step(change.stop, change.start, change.end),
        letter=change.letter if several else "",
        host=card.host(change.stop, card.text_about(change)) if card else None,
        speakers=[speakers[pk] for pk in _speakers(change.stop) if pk in speakers],
    )


def _speakers(stop: StopData) -> list[int]:
    return list(dict.fromkeys(one["id"] for talk in stop["talks"] for one in talk["speakers"]))


def _groups(proposal: Proposal) -> set[int]:
    """The groups whose day becomes otherwise."""
    return {
        old["id"]
        for old, new in zip(proposal.before["groups"], proposal.programme["groups"], strict=True)
        if old != new
    } | {change.group_id for change in proposal.changes}


def _people(event: Event) -> dict[int | None, int]:
    """How many people with a seat and an address go round in each group."""
    confirmed = Registration.objects.of(event).confirmed().exclude(email="")
    return dict(confirmed.order_by().values_list("group").annotate(Count("pk")))


def _shut(values: Mapping[str, Any], proposal: Proposal) -> str:
    """That a place is closed then, and when it is not."""
    stop = next(one for one in proposal.programme["stops"] if one["id"] == int(values["stop"]))
    hours = [window for window in values["hours"] if window != NEVER]
    said = {"stop": stop["title"], "place": stop["venue"]["name"] if stop["venue"] else ""}
    if not hours:
        return _("%(place)s is die dag dicht, en daar is ‘%(stop)s’.") % said
    said["hours"] = in_words(hours)
    return _("%(place)s is die dag open %(hours)s, en daar is ‘%(stop)s’.") % said


def _doubt(code: str, values: Mapping[str, Any], programme: Programme) -> str:
    """A rule that the proposal breaks, in words."""
    titles = {str(stop["id"]): stop["title"] for stop in programme["stops"]}
    names = {
        str(one["id"]): one["name"]
        for stop in programme["stops"]
        for talk in stop["talks"]
        for one in talk["speakers"]
    }
    stop = titles.get(str(values.get("stop", values.get("second", values.get("to", "")))), "")
    said = {"stop": stop, "speaker": names.get(str(values.get("speaker", "")), "")}
    said["hours"] = ", ".join(in_short(window) for window in values.get("hours", ()))
    sentences = {
        UNWISHED: _("De wens voor ‘%(stop)s’ lukt dan niet: %(hours)s."),
        "speaker_twice": _("%(speaker)s moet dan ook ergens anders zijn."),
        "too_many_groups": _("Bij ‘%(stop)s’ zijn dan meer groepen tegelijk dan gepland."),
        "leg_too_short": _("De tijd om bij ‘%(stop)s’ te komen is dan te kort."),
        "overlap": _("De tijd om bij ‘%(stop)s’ te komen is dan te kort."),
        "after_day": _("De dag loopt dan uren uit."),
    }
    return sentences.get(code, _("Kijk zelf of dit kan bij ‘%(stop)s’.")) % said
