"""Who still waits for a group: the stops to come, whom to ring there with the words ready, and who confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.formats import time_format
from django.utils.translation import gettext as _

from scheduling.live.page import Card, Host
from tours.programme.day import Step
from tours.programme.models import Event, Speaker, SpeakerState, Stop


@dataclass(frozen=True)
class StillToCome:
    """A stop at which some groups are still expected."""

    stop: Stop
    step: Step
    host: Host | None
    speakers: list[Speaker]
    visits: list[tuple[str, datetime]] = field(default_factory=list)  # letter and local start


def still_to_come(event: Event, cards: Sequence[Card]) -> list[StillToCome]:
    """The stops that these groups still have to come to, in the order of the day. One statement."""
    coming = [
        (step.start, card.group.letter if card.several else "", step)
        for card in cards
        for step in card.progress.steps[card.progress.here + 1 :]
        if step.start and step.data["id"] in card.stops
    ]
    if not coming:
        return []
    speaking = Speaker.objects.filter(event=event).exclude(state=SpeakerState.DECLINED)
    speakers = speaking.in_bulk({one["id"] for _start, _letter, step in coming for one in step.speakers})
    visits: dict[int, list[tuple[str, datetime]]] = {}
    steps: dict[int, Step] = {}
    for start, letter, step in sorted(coming, key=lambda one: one[:2]):
        steps.setdefault(step.data["id"], step)
        visits.setdefault(step.data["id"], []).append((letter, start))
    return [
        StillToCome(
            cards[0].stops[pk],
            step,
            cards[0].host(step.data, _text(event, cards, step, visits[pk])),
            [speakers[one["id"]] for one in step.speakers if one["id"] in speakers],
            visits[pk],
        )
        for pk, step in steps.items()
    ]


def _text(event: Event, cards: Sequence[Card], step: Step, visits: list[tuple[str, datetime]]) -> str:
    """For the host: from the guide when it is one group, else from the organisers about all."""
    if len(cards) == 1:
        return cards[0].coming_text(step)
    times = ", ".join(
        _("groep %(letter)s om %(time)s") % {"letter": letter, "time": time_format(start)}
        for letter, start in visits
    )
    return _("Vandaag bij %(place)s: %(times)s uur. Groet, %(name)s") % {
        "place": step.data["title"],
        "times": times,
        "name": event.organisation.name,
    }
