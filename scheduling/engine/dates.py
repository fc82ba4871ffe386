"""Which day suits best: what speaks against each date, and who could come."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from scheduling.engine.groups import Quota

YES, MAYBE, NO = "yes", "maybe", "no"
REGIONS = ("Noord", "Midden", "Zuid")
_LIKELY = {YES: 1.0, MAYBE: 0.5, NO: 0.0}


class Hint(str):
    """A reason that speaks against a date without forbidding it."""

    __slots__ = ()


@dataclass(frozen=True)
class DateOption:
    """A day that was proposed. `id` tells two times on one day apart; left out, it is the ISO date."""

    date: date
    id: str = ""

    @property
    def key(self) -> str:
        return self.id or self.date.isoformat()


@dataclass(frozen=True)
class Answer:
    """What one person said about one option (its id, or its date): "yes", "maybe" or "no"."""

    person_id: Hashable
    option: str | date
    value: str
    role: str = ""
    party: str = ""

    @property
    def key(self) -> str:
        return self.option.isoformat() if isinstance(self.option, date) else self.option


@dataclass(frozen=True)
class Shortfall:
    """So many are needed of those whose `attribute` ("role", "party", "" for everybody) is `value`; so many could come."""

    attribute: str
    value: str
    needed: int
    able: int

    @property
    def missing(self) -> int:
        return self.needed - self.able


@dataclass(frozen=True)
class DateScore:
    """One option, and why it stands where it stands.

    `veto` is the reason that forbids the day, "" where nothing does; `hints` speak against it only. `expected` counts
    a yes as one and a maybe as a half. `missing_parties` answered the poll, but nobody of them can come.
    """

    option: DateOption
    veto: str
    hints: tuple[str, ...]
    shortfalls: tuple[Shortfall, ...]
    missing_parties: tuple[str, ...]
    expected: float
    yes: int
    maybe: int
    no: int

    @property
    def date(self) -> date:
        return self.option.date

    @property
    def vetoed(self) -> bool:
        return bool(self.veto)

    @property
    def quorum_shortfall(self) -> int:
        """How many people are missing, over all the quorums together."""
        return sum(shortfall.missing for shortfall in self.shortfalls)


def rank_dates(
    options: Iterable[DateOption | date],
    answers: Iterable[Answer],
    *,
    quorum: int | Mapping[str, int] | Iterable[Quota] = 0,
    blocked: Mapping[Any, str] | None = None,
) -> list[DateScore]:
    """Every option, the best first; those with a veto last, each with its reason.

    Then by what is missing for the quorum, by parties of whom nobody can come, by expected attendance, by date.
    `quorum` is how many people must be able to come, how many per role, or a Quota per role or party; whoever says
    maybe is able.
    `blocked` gives a reason per date or per option id: a Hint is shown, any other reason is a veto. Of several answers
    of one person about one option the last one counts.
    """
    given = {(answer.person_id, answer.key): answer for answer in answers}
    parties = {answer.party for answer in given.values()} - {""}
    quotas = tuple(_quotas(quorum))
    scores = [
        _score(
            option,
            [each for each in given.values() if each.key == option.key],
            quotas,
            parties,
            blocked or {},
        )
        for option in map(_option, options)
    ]
    return sorted(scores, key=_rank)


def blocked_dates(
    year: int,
    *,
    school_region: str | None = "",
    council_calendar: Mapping[date, str] | Iterable[tuple[Any, ...]] = (),
    language: str = "nl",
) -> dict[date, str]:
    """Days of the year that are better left free, each with the reason. In the order of the calendar.

    Public holidays and the advised school holidays of the region (Noord, Midden, Zuid; "" or None for none of them) are Hints
    and never forbid a day. `council_calendar` holds what the council decided itself, its recess and its plenary
    evenings, as (date, reason), (first, last, reason) or a mapping of dates: those are vetoes. Where a day has several
    reasons the veto is kept, or else the hints together. Raises ValueError for a region that does not exist.
    """
    found: dict[date, str] = dict(_hints(year, school_region or "", language))
    rows = council_calendar.items() if isinstance(council_calendar, Mapping) else council_calendar
    for first, *rest in rows:
        last, reason = rest if len(rest) > 1 else (first, rest[0])
        start = max(first, date(year, 1, 1)).toordinal()
        stop = min(last, date(year, 12, 31)).toordinal()
        found.update({date.fromordinal(day): reason for day in range(start, stop + 1)})
    return dict(sorted(found.items()))


def _hints(year: int, region: str, language: str) -> dict[date, Hint]:
    from holidays import country_holidays  # a tenth of a second: only where it is asked for

    name = region.capitalize()
    if name and name not in REGIONS:
        raise ValueError(f"there is no school region {region!r}; there are {', '.join(REGIONS)}")
    language = "nl" if language.startswith("nl") else "en_US"
    days = country_holidays("NL", years=year, language=language, categories=("public",))
    found = {day: Hint(reason) for day, reason in days.items()}
    if name:
        for day, reason in country_holidays(
            "NL", years=year, subdiv=name, language=language, categories=("school",)
        ).items():
            found[day] = Hint(f"{found[day]}; {reason}") if day in found else Hint(reason)
    return found


def _option(option: DateOption | date) -> DateOption:
    return option if isinstance(option, DateOption) else DateOption(option)


def _quotas(quorum: int | Mapping[str, int] | Iterable[Quota]) -> Iterable[Quota]:
    if isinstance(quorum, int):
        return [Quota("", minimum=quorum)]
    if isinstance(quorum, Mapping):
        return [Quota("role", role, minimum=needed) for role, needed in quorum.items()]
    return quorum


def _score(
    option: DateOption,
    answers: list[Answer],
    quotas: tuple[Quota, ...],
    parties: set[str],
    blocked: Mapping[Any, str],
) -> DateScore:
    able = [answer for answer in answers if answer.value in {YES, MAYBE}]
    reasons = [blocked[key] for key in dict.fromkeys((option.date, option.key)) if key in blocked]
    vetoes = [reason for reason in reasons if not isinstance(reason, Hint)]
    counts = {value: sum(answer.value == value for answer in answers) for value in _LIKELY}
    return DateScore(
        option=option,
        veto="; ".join(vetoes),
        hints=tuple(str(reason) for reason in reasons if isinstance(reason, Hint)),
        shortfalls=tuple(_shortfalls(able, quotas)),
        missing_parties=tuple(sorted(parties - {answer.party for answer in able})),
        expected=sum(_LIKELY[value] * count for value, count in counts.items()),
        yes=counts[YES],
        maybe=counts[MAYBE],
        no=counts[NO],
    )


def _shortfalls(able: list[Answer], quotas: tuple[Quota, ...]) -> Iterable[Shortfall]:
    for quota in quotas:
        count = sum(quota.counts(answer) for answer in able)
        if count < quota.minimum:
            yield Shortfall(quota.attribute, quota.value, quota.minimum, count)


def _rank(score: DateScore) -> tuple[bool, int, int, float, date, str]:
    return (
        score.vetoed,
        score.quorum_shortfall,
        len(score.missing_parties),
        -score.expected,
        score.date,
        score.option.key,
    )
