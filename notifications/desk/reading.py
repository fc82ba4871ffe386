"""What stands about events in tables of its own, read for all of them in one statement each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, Sum
from django.utils import timezone

from notifications.batches.untold import untold_by_event
from notifications.desk.event_now import EventNow, RunningPoll
from notifications.desk.mail_trouble import mail_trouble
from scheduling.polls.models import Invitee, PollState
from tours.dialogue.models import Commitment, CommitmentQuerySet, ReportReview, ReportState
from tours.materials.deadlines import speakers_without_slides
from tours.materials.models import MaterialVersion, SlidesAnswer
from tours.models import Event, Notice, Pool, Registration, Speaker
from tours.programme.models import EventState
from tours.signups.invitations.standing import invited_by_event
from tours.signups.models import AttendsAs, RegistrationState

LAPSES_SOON = timedelta(hours=48)
COMMITMENT_SOON = timedelta(days=7)


def due_soon(at: datetime) -> CommitmentQuerySet:
    """Commitments that are open and due, or will be before long."""
    return Commitment.objects.open().filter(due_date__lte=timezone.localdate(at) + COMMITMENT_SOON)


def fill_in(events: list[EventNow], *, at: datetime) -> None:
    """Give each event what the tables say of it."""
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
    commitments = _by_event(due_soon(at).filter(event__in=ids).order_by("due_date", "pk"))
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
        now.why_held = trouble.why.get(pk, [])
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
