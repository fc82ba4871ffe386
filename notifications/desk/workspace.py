"""What an organiser's events look like at this moment, read once for the whole page.

The number of statements is the same for one event as for many, and for one registration as for thousands. Of what is
coming the next SHOWN events are looked at; `more` says how many there are besides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, Sum
from django.utils import timezone

from core.errors import RuleBroken
from notifications.batches.untold import untold_by_event
from notifications.desk.differences import Change, differences
from notifications.desk.lunch import ASK_DAYS, Lunch, meals_of
from notifications.desk.mail_trouble import mail_trouble
from notifications.desk.models import LunchPassedOn
from scheduling.board.warnings import PlanWarning, warnings_of
from scheduling.polls.models import Invitee, PollState
from tours.dialogue.models import Commitment, ReportReview, ReportState
from tours.lifecycle.actions import check_publishable
from tours.materials.deadlines import speakers_without_slides
from tours.materials.models import MaterialVersion, SlidesAnswer
from tours.models import Event, Notice, Pool, Registration, Speaker, User
from tours.organisations.access import May
from tours.organisations.models import Membership, Organisation
from tours.programme.models import EventState
from tours.programme.snapshot import snapshot, with_programme
from tours.signups.desk.counts import count_people
from tours.signups.invitations.standing import Invited, invited_by_event
from tours.signups.models import AttendsAs, RegistrationState

SHOWN = 10
REPORT_DAYS = 60  # after the event somebody is still asked for a report
LAPSES_SOON = timedelta(hours=48)
COMMITMENT_SOON = timedelta(days=7)


@dataclass(frozen=True)
class RunningPoll:
    """A date poll that asks now: how many people, and the names of those who did not answer."""

    answer_by: date
    asked: int
    silent: tuple[str, ...]


@dataclass
class EventNow:
    """One event and all that a task, a step or a sentence about it is made of."""

    event: Event
    at: datetime
    may: frozenset[May]
    pools: list[Pool] = field(default_factory=list)
    people: Mapping[str, int] = field(default_factory=dict)  # persons, companions included, per state
    poll: RunningPoll | None = None
    lapsing: list[Registration] = field(default_factory=list)
    wish_to_speak: list[str] = field(default_factory=list)  # residents who signed up for it
    invited: Invited = field(default_factory=Invited)
    speakers: list[Speaker] = field(default_factory=list)
    without_slides: list[Speaker] = field(default_factory=list)
    slides_answers: list[SlidesAnswer] = field(default_factory=list)  # why they are not there yet
    warnings: list[PlanWarning] = field(default_factory=list)
    missing: RuleBroken | None = None  # why it cannot be published
    unpublished: list[Change] = field(default_factory=list)
    failed: int = 0
    held: int = 0
    notices: int = 0  # what came in about people and nobody looked at
    untold: int = 0  # people who were left out of what was published
    lunch: Lunch | None = None  # of the next event with one, while it is near
    reviews: list[ReportReview] = field(default_factory=list)
    commitments: list[Commitment] = field(default_factory=list)
    follow_up: date | None = None

    @property
    def today(self) -> date:
        """Where the event is."""
        return self.at.astimezone(self.event.zone).date()

    @property
    def days(self) -> int | None:
        """Whole days until the event; negative when it has been, None without a date."""
        return (self.event.date - self.today).days if self.event.date else None

    @property
    def is_published(self) -> bool:
        return self.event.state == EventState.PUBLISHED

    @property
    def everybody(self) -> Pool | None:
        """The seats of the event as a whole."""
        return next((pool for pool in self.pools if not pool.role), None)

    def talks_of(self, speaker: Speaker) -> list[str]:
        """The titles of the stops at which this speaker stands in the programme."""
        return [
            stop.title
            for stop in vars(self.event).get("whole_stops", [])
            if any(one.pk == speaker.pk for talk in stop.talks.all() for one in talk.speakers.all())
        ]


@dataclass(frozen=True)
class Workspace:
    """`coming`: the next events, dated ones first. `past`: over, with something left to do. `more`: not looked at.

    `is_new`: this user never had any event.
    """

    at: datetime
    coming: list[EventNow]
    past: list[EventNow]
    more: int
    is_new: bool

    @property
    def events(self) -> list[EventNow]:
        return [*self.coming, *self.past]


def look(user: User, *, at: datetime) -> Workspace:
    """Everything the organiser's home shows of the events this user has something to do with."""
    roles = {each.organisation_id: each.role for each in Membership.objects.filter(user=user)}
    mine = Event.objects.filter(pk__in=Event.objects.of_member(user).order_by().values("pk"))
    on = mine.filter(state__in=[EventState.DRAFT, EventState.PUBLISHED]).coming(at=at)
    coming = list(with_programme(on).order_by(F("date").asc(nulls_last=True), "title", "pk")[: SHOWN + 1])
    more = on.count() - SHOWN if len(coming) > SHOWN else 0
    past = list(_with_something_to_do(mine, at=at))
    ahead = [_begin(event, roles, at) for event in coming[:SHOWN]]
    behind = [_begin(event, roles, at) for event in past]
    _fill_in([*ahead, *behind], at=at)
    _look_at_plans(ahead)
    _count_lunch(ahead)
    is_new = not ahead and not behind and not mine.exists()
    return Workspace(at=at, coming=ahead, past=behind, more=more, is_new=is_new)


def asked_to_cohost(organisations: Iterable[Organisation]) -> list[Any]:
    """What these organisations are asked to organise too and have not answered: rows of `event` and `organisation`."""
    asked = Event.asked_cohosts.through.objects.filter(organisation__in=organisations)
    on = asked.filter(event__state__in=[EventState.DRAFT, EventState.PUBLISHED])
    return list(on.select_related("event__organisation", "organisation").order_by("pk"))


def _with_something_to_do(mine: Any, *, at: datetime) -> Any:
    """Over, and its report is not out yet, or an open commitment is (nearly) due."""
    today = timezone.localdate(at)
    recent = Q(date__gte=today - timedelta(days=REPORT_DAYS))
    due = Commitment.objects.open().filter(due_date__lte=today + COMMITMENT_SOON)
    over = mine.filter(state__in=[EventState.PUBLISHED, EventState.CLOSED], date__lt=today)
    found = over.filter(recent | Q(report__state=ReportState.REVIEW) | Q(pk__in=due.values("event")))
    return (
        found.select_related("current", "organisation", "report")
        .prefetch_related("cohosts")
        .order_by("-date")
    )


def _begin(event: Event, roles: Mapping[int, str], at: datetime) -> EventNow:
    hosts = [event.organisation_id, *(cohost.pk for cohost in event.cohosts.all())]
    mine = {roles[host] for host in hosts if host in roles}
    abilities = frozenset(ability for ability in May if mine & {role.value for role in ability.value})
    return EventNow(event, at, abilities)


def _fill_in(events: list[EventNow], *, at: datetime) -> None:
    """What stands in tables of its own: one statement each."""
    ids = [now.event.pk for now in events]
    pools = _by_event(Pool.objects.filter(event__in=ids))
    people = _people(ids)
    invited = invited_by_event(ids)
    held = [RegistrationState.HELD, RegistrationState.OFFERED]
    soon = Registration.objects.filter(event__in=ids, state__in=held, answer_by__range=(at, at + LAPSES_SOON))
    lapsing = _by_event(soon.order_by("answer_by", "pk"))
    speakers = _by_event(Speaker.objects.filter(event__in=ids))
    without_slides = _by_event(speakers_without_slides().filter(event__in=ids))
    answers = _slides_answers(ids)
    trouble = mail_trouble(ids, at=at)
    due = Commitment.objects.open().filter(due_date__lte=timezone.localdate(at) + COMMITMENT_SOON)
    commitments = _by_event(due.filter(event__in=ids).order_by("due_date", "pk"))
    notices = _notices(ids)
    untold = untold_by_event(ids, at=at)
    reviews = _reviews(ids)
    follow_ups = _follow_ups(ids)
    polls, wishes = _polls(ids), _wish_to_speak(ids)
    for now in events:
        pk = now.event.pk
        now.pools, now.people, now.lapsing = pools[pk], people[pk], lapsing[pk]
        now.speakers, now.without_slides = speakers[pk], without_slides[pk]
        now.slides_answers, now.invited = answers[pk], invited[pk]
        now.failed, now.held = trouble.failed.get(pk, 0), trouble.held.get(pk, 0)
        now.notices, now.untold = notices.get(pk, 0), untold.get(pk, 0)
        now.follow_up, now.wish_to_speak = follow_ups.get(pk), wishes[pk]
        now.poll = polls.get(pk)
        now.commitments, now.reviews = commitments[pk], reviews[pk]


def _wish_to_speak(ids: list[int]) -> dict[int, list[str]]:
    """The names of those who have a seat, or will when they confirm, and asked for a turn."""
    seated = [RegistrationState.CONFIRMED, RegistrationState.HELD]
    found = Registration.objects.filter(
        event__in=ids, attends_as=AttendsAs.SPEAKING_RESIDENT, state__in=seated, erased_at=None
    )
    names: dict[int, list[str]] = defaultdict(list)
    for pk, name in found.order_by("created_at", "pk").values_list("event", "name"):
        names[pk].append(name)
    return names


def _polls(ids: list[int]) -> dict[int, RunningPoll]:
    """Of the people who are asked one row each: there are a council's worth of them."""
    people: dict[int, list[Invitee]] = defaultdict(list)
    asked = Invitee.objects.filter(poll__event__in=ids, poll__state=PollState.OPEN)
    for invitee in asked.select_related("poll"):
        people[invitee.poll.event_id].append(invitee)
    return {
        pk: RunningPoll(
            answer_by=invitees[0].poll.answer_by,
            asked=len(invitees),
            silent=tuple(each.name for each in invitees if each.answered_at is None),
        )
        for pk, invitees in people.items()
        if invitees[0].poll.answer_by
    }


def _notices(ids: list[int]) -> dict[int, int]:
    rows = Notice.objects.open().came_in().filter(registration__event__in=ids).order_by()
    return dict(rows.values_list("registration__event").annotate(Count("pk")))


def _look_at_plans(events: list[EventNow]) -> None:
    """What stands in the way of each plan, and what nobody knows of it yet."""
    warnings = warnings_of([now.event for now in events])
    for now in events:
        now.warnings = warnings[now.event.pk]
        try:
            check_publishable(now.event)
        except RuleBroken as no:
            now.missing = no
        else:
            now.unpublished = _unpublished(now.event)


def _count_lunch(events: list[EventNow]) -> None:
    """Of the next event with a meal, while it is near: counting takes ten statements, so one event only."""
    for now in events:
        near = now.is_published and now.days is not None and 0 <= now.days <= ASK_DAYS
        meals = meals_of(now.event) if near else []
        if meals:
            passed_on = LunchPassedOn.objects.filter(event=now.event).first()
            now.lunch = Lunch(now.event, meals, count_people(now.event), passed_on)
            return


def _unpublished(event: Event) -> list[Change]:
    return differences(event.current.data, snapshot(event)) if event.current else []


def _by_event(rows: Iterable[Any]) -> defaultdict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.event_id].append(row)
    return found


def _people(ids: list[int]) -> defaultdict[int, dict[str, int]]:
    found: defaultdict[int, dict[str, int]] = defaultdict(dict)
    rows = Registration.objects.filter(event__in=ids, erased_at=None).order_by().values_list("event", "state")
    for event, state, persons in rows.annotate(persons=Sum(F("companions") + 1)):
        found[event][state] = persons
    return found


def _slides_answers(ids: list[int]) -> defaultdict[int, list[SlidesAnswer]]:
    """What speakers said instead of uploading, while nothing of theirs is there."""
    found: defaultdict[int, list[SlidesAnswer]] = defaultdict(list)
    theirs = MaterialVersion.objects.filter(
        Q(material__speaker=OuterRef("speaker")) | Q(material__talk__speakers=OuterRef("speaker"))
    )
    answers = SlidesAnswer.objects.filter(~Exists(theirs), speaker__event__in=ids)
    for answer in answers.select_related("speaker").order_by("said_at", "pk"):
        found[answer.speaker.event_id].append(answer)
    return found


def _reviews(ids: list[int]) -> defaultdict[int, list[ReportReview]]:
    found: defaultdict[int, list[ReportReview]] = defaultdict(list)
    reviews = ReportReview.objects.filter(report__event__in=ids, report__state=ReportState.REVIEW)
    for review in reviews.select_related("report", "speaker").order_by("pk"):
        found[review.report.event_id].append(review)
    return found


def _follow_ups(ids: list[int]) -> dict[int, date]:
    """The first date on which something follows from an event."""
    rows = Event.objects.filter(follows__in=ids, date__isnull=False).exclude(state=EventState.CANCELLED)
    return {
        follows: day
        for follows, day in rows.order_by("-date").values_list("follows", "date")
        if follows and day
    }
