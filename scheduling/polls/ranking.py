"""The options of a poll, the best first, each with its reasons in sentences. Reads, never writes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scheduling.calendar.closed import holidays_on
from scheduling.engine import Answer as Said
from scheduling.engine import DateOption, DateScore, Quota, Shortfall, rank_dates
from scheduling.polls.blocked import vetoes
from scheduling.polls.models import Answer, Invitee, Option, Poll, PollState
from tours.organisations.models import Role


@dataclass(frozen=True)
class Ranked:
    """One option with its place in the ranking (1 is the best), and why it stands there."""

    place: int
    option: Option
    score: DateScore
    reasons: tuple[str, ...]
    silent: int  # invitees who did not answer about it


@dataclass(frozen=True)
class Grid:
    """The ranking, and per invitee the answer to each option in that order ("" where there is none)."""

    ranked: list[Ranked]
    rows: list[tuple[Invitee, list[str]]]
    answered: int = 0
    needed: dict[tuple[str, str], int] = field(default_factory=dict)

    @property
    def invited(self) -> int:
        return len(self.rows)

    @property
    def best(self) -> Ranked | None:
        return next((each for each in self.ranked if not each.score.vetoed), None)


def grid_of(poll: Poll) -> Grid:
    """A constant number of statements, however many people and days."""
    options, invitees = list(poll.options.all()), list(poll.invitees.all())
    said = {
        (invitee, option): value
        for invitee, option, value in Answer.objects.filter(invitee__poll=poll).values_list(
            "invitee_id", "option_id", "value"
        )
    }
    needed = {(quorum.attribute, quorum.value): quorum.minimum for quorum in poll.quorums.all()}
    scores = _scores(poll, options, invitees, said, needed)
    by_id = {str(option.pk): option for option in options}
    asked = poll.state != PollState.DRAFT
    ranked = [
        _ranked(place, by_id[score.option.id], score, invited=len(invitees), asked=asked)
        for place, score in enumerate(scores, 1)
    ]
    rows = [(who, [said.get((who.pk, each.option.pk), "") for each in ranked]) for who in invitees]
    return Grid(ranked, rows, sum(who.answered_at is not None for who in invitees), needed)


def veto_on(option: Option) -> str:
    """What forbids this day; "" when nothing does."""
    return vetoes(option.poll.event, [option]).get(option.pk, "")


def with_vetoes(poll: Poll) -> list[tuple[Option, str]]:
    """Each day with what forbids it; "" when nothing does."""
    options = list(poll.options.all())
    forbidden = vetoes(poll.event, options)
    return [(option, forbidden.get(option.pk, "")) for option in options]


def shortfall_sentence(shortfall: Shortfall) -> str:
    """How many are missing of whom, in words."""
    values = {"who": _who(shortfall), "able": shortfall.able, "needed": shortfall.needed}
    return _("%(who)s: %(able)s van de %(needed)s die nodig zijn.") % values


def _scores(
    poll: Poll,
    options: list[Option],
    invitees: list[Invitee],
    said: dict[tuple[int, int], str],
    needed: dict[tuple[str, str], int],
) -> list[DateScore]:
    people = {invitee.pk: invitee for invitee in invitees}
    answers = [
        Said(pk, str(option), value, role=people[pk].role, party=people[pk].party)
        for (pk, option), value in said.items()
        if pk in people
    ]
    quotas = [Quota(attribute, value, minimum=minimum) for (attribute, value), minimum in needed.items()]
    hints = holidays_on(poll.event.organisation, (option.date for option in options))
    forbidden = {str(pk): reason for pk, reason in vetoes(poll.event, options).items()}
    proposed = [DateOption(option.date, str(option.pk)) for option in options]
    return rank_dates(proposed, answers, quorum=quotas, blocked={**hints, **forbidden})


def _ranked(place: int, option: Option, score: DateScore, *, invited: int, asked: bool) -> Ranked:
    return Ranked(
        place=place,
        option=option,
        score=score,
        reasons=tuple(_against(score, asked=asked)),
        silent=invited - score.yes - score.maybe - score.no,
    )


def _against(score: DateScore, *, asked: bool) -> Iterator[str]:
    """Before anybody is asked it says nothing that not enough people can come."""
    if score.veto:
        yield f"{score.veto}."
    if asked:
        yield from map(shortfall_sentence, score.shortfalls)
    if score.missing_parties:
        sentence = ngettext("Van %(parties)s kan niemand.", "Van deze fracties kan niemand: %(parties)s.",
                            len(score.missing_parties))  # fmt: skip
        yield sentence % {"parties": ", ".join(score.missing_parties)}
    for hint in score.hints:
        yield _("Let op: %(holiday)s.") % {"holiday": hint}


def _who(shortfall: Shortfall) -> str:
    if shortfall.attribute == "role":
        return str(dict(Role.choices).get(shortfall.value, shortfall.value))
    return shortfall.value or _("Iedereen samen")
