"""The planning page as plain values: wishes, what the search is at, proposals side by side, a clash with ways out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.errors import RuleBroken
from core.templatetags.dialoogtoer import clock
from scheduling.board.day import Day
from scheduling.board.page import hours_and_minutes
from scheduling.board.sentences import minutes
from scheduling.engine import Issue, Plan
from scheduling.engine.plan import OPTIMAL
from scheduling.engine.wishes import wishes
from scheduling.planner.actions import can_give_in
from scheduling.planner.coding import conflict_from, plan_from, problem_as_json
from scheduling.planner.conditions import CLOSING, named
from scheduling.planner.models import Moment, PlanRun, Proposal, ProposalKind, StopWish
from scheduling.planner.problem import Question, question, times_of
from scheduling.planner.sentences import Sentences, failure
from tours.programme.models import Event


@dataclass(frozen=True)
class WishRow:
    sentence: str
    code: str
    stop: str = ""
    can_be_dropped: bool = True
    is_broken: bool = False


@dataclass(frozen=True)
class Way:
    """A concession: with a button that grants it, or only said."""

    sentence: str
    number: int
    can_be_granted: bool


@dataclass(frozen=True)
class Cell:
    text: str
    best: bool = False
    is_number: bool = True


@dataclass(frozen=True)
class Offer:
    """One proposal; `cells` in the order of ROWS."""

    proposal: Proposal
    cells: list[Cell]
    picked: bool


@dataclass(frozen=True)
class Search:
    """What there is to say about the last run. `stale`: drafts or wishes are not those that it was asked about."""

    run: PlanRun
    stale: bool
    offers: list[Offer]
    clash: list[str]
    ways: list[Way]
    instead: list[Way]
    progress: str
    failure: str

    @property
    def rows(self) -> list[tuple[str, list[tuple[Cell, bool]]]]:
        """The table, row by row: each cell, and whether its column is the first choice."""
        names = [_("Klaar om"), _("Dag"), _("Reizen"), _("Wachten"), _("Zekerheid")]
        return [
            (name, [(offer.cells[number], offer.picked) for offer in self.offers])
            for number, name in enumerate(names)
        ]


def asked_of(day: Day) -> tuple[Question | None, str]:
    """The question that the drafts make, or the sentence that says what is missing for one."""
    try:
        return question(day), ""
    except RuleBroken as no:
        return None, str(no)


def wish_rows(asked: Question, broken: Collection[tuple[str, str]] = ()) -> list[WishRow]:
    """What the day and its stops ask, each with whether it can be let go here; `broken`: code and stop, as on the board."""
    own = {str(wish.stop_id): wish for wish in StopWish.objects.filter(stop__event=asked.day.event)}
    sentences = Sentences(asked)
    rows = [
        WishRow(sentences.moment(stop, wish.moment), "moment", stop)
        for stop, wish in own.items()
        if wish.moment in {Moment.FIRST, Moment.LAST}
    ]
    if asked.end:
        rows.append(WishRow(sentences.end_place(), "end_place"))
    engines = [named(Issue(one.code, one.values), asked.shuts) for one in wishes(asked.problem)]
    ends = asked.day.event.end_min is not None
    said = [wish for wish in engines if ends or wish.code != "end_of_day"]
    for wish in [*said, *_hours_together(asked)]:
        stop = wish.values.get("stop", "")
        sentence = sentences.wish(wish)
        rows.append(
            WishRow(
                sentence,
                wish.code,
                stop,
                _can_be_dropped(wish.code, asked, stop, own.get(stop)),
                is_broken=("opening_hours" if wish.code == CLOSING else wish.code, stop) in broken,
            )
        )
    return rows


def _hours_together(asked: Question) -> list[Issue]:
    """When what all do together can be; not of what has to be over in time for all, which is named already."""
    stops = [stop for stop in asked.together.hours if asked.shuts is None or stop != asked.shuts.pk]
    return [Issue("opening_hours", {"stop": str(stop)}) for stop in stops]


def _can_be_dropped(code: str, asked: Question, stop: str, own: StopWish | None) -> bool:
    """A wish that comes with the kind of stop, as that of a meal, cannot."""
    if code == "opening_hours":
        typed = own is not None and (own.open_from_min is not None or own.open_until_min is not None)
        return typed or int(stop) in asked.meets.open
    if code == "joint":
        return own is not None and own.moment == Moment.JOINT
    return can_give_in(code)


def search_of(event: Event, asked: Question | None) -> Search | None:
    """The last run with its proposals: two statements."""
    run = PlanRun.objects.filter(event=event).prefetch_related("proposals").first()
    if run is None:
        return None
    stale = asked is None or problem_as_json(asked.problem) != run.problem
    fresh = None if stale else asked
    clash, ways, instead = _conflict(run, fresh)
    return Search(
        run=run,
        stale=stale,
        offers=_offers(run, fresh) if fresh else [],
        clash=clash,
        ways=ways,
        instead=instead,
        progress=_progress(run, fresh),
        failure=failure(run.failure) if run.failure else "",
    )


def _conflict(run: PlanRun, asked: Question | None) -> tuple[list[str], list[Way], list[Way]]:
    """What clashes, what has to give, and what would do instead."""
    if asked is None or not run.conflict:
        return [], [], []
    conflict, say = conflict_from(run.conflict), Sentences(asked)
    joint = set(
        StopWish.objects.filter(stop__event=asked.day.event, moment=Moment.JOINT).values_list(
            "stop", flat=True
        )
    )
    ways = [
        Way(say.concession(one), number, can_give_in(one.code) and _is_own(one, joint))
        for number, one in enumerate(issues_of(run, asked))
    ]
    clash = [say.wish(named(one, asked.shuts)) for one in conflict.clash]
    return clash, ways[: len(conflict.concessions)], ways[len(conflict.concessions) :]


def _is_own(concession: Issue, joint: set[int]) -> bool:
    """That all are at a meal at once comes with the meal; a button cannot change that."""
    return concession.code != "joint" or int(concession.values["stop"]) in joint


def _progress(run: PlanRun, asked: Question | None) -> str:
    if asked is None or not run.progress:
        return ""
    start = asked.problem.day.start_min + asked.closing_min
    best, bound = run.progress["best_min"], run.progress["bound_min"]
    return _("Beste tot nu toe: klaar om %(best)s. Eerder dan %(bound)s kan niet.") % {
        "best": clock(start + best),
        "bound": clock(start + bound),
    }


def _offers(run: PlanRun, asked: Question) -> list[Offer]:
    """Plans that differ, side by side; the first is the one to choose."""
    found = {tuple(sorted(map(str, one.plan["visits"]))): one for one in reversed(list(run.proposals.all()))}
    different = sorted(found.values(), key=lambda one: one.pk)
    plans = [plan_from(one.plan) for one in different]
    figures = [_figures(asked, plan) for plan in plans]
    least = [min(column) for column in zip(*figures, strict=True)]
    return [
        Offer(proposal, _cells(proposal, plan, own, least), picked=number == 0)
        for number, (proposal, plan, own) in enumerate(zip(different, plans, figures, strict=True))
    ]


def _figures(asked: Question, plan: Plan) -> tuple[int, int, int, int]:
    """When all is over, how long the day is, minutes on the road and of waiting."""
    times = times_of(asked, plan).values()
    ends, begins = max(until for _from, until in times), min(start for start, _until in times)
    return ends, ends - begins, plan.travel_min, plan.waiting_min


def _cells(proposal: Proposal, plan: Plan, own: Sequence[int], least: Sequence[int]) -> list[Cell]:
    ends, length, travel, waiting = own
    texts = [clock(ends), hours_and_minutes(length), minutes(travel), minutes(waiting)]
    cells = [Cell(text, own[number] == least[number]) for number, text in enumerate(texts)]
    return [*cells, Cell(_certainty(proposal, plan), best=plan.status == OPTIMAL, is_number=False)]


def _certainty(proposal: Proposal, plan: Plan) -> str:
    if plan.status == OPTIMAL:
        return _("bewezen het beste")
    if proposal.kind == ProposalKind.CAROUSEL or not plan.lower_bound_min:
        return _("niet bewezen")
    aim = plan.travel_min if proposal.kind == ProposalKind.TRAVEL else plan.makespan_min
    return _("misschien %(gap)s beter") % {"gap": minutes(aim - plan.lower_bound_min)}


def issues_of(run: PlanRun, asked: Question | None) -> Sequence[Issue]:
    """The concessions that this run found, then what would do instead of them."""
    if not run.conflict:
        return []
    found = conflict_from(run.conflict)
    return [named(one, asked.shuts if asked else None) for one in (*found.concessions, *found.shorter)]
