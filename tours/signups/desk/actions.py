"""Verbs of the desk about many people at once, and about seats per role."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from core.errors import RuleBroken
from core.pasted import Checked
from tours.programme.models import Event
from tours.signups.actions import add_by_desk, promote
from tours.signups.desk.errors import ListChangedMeanwhile, PoolKnownAlready, RowRefused
from tours.signups.desk.models import Notice, NoticeKind
from tours.signups.errors import CapacityBelowTaken
from tours.signups.line import wait_for
from tours.signups.models import Place, Pool, Registration, Source
from tours.signups.seats import EVERYBODY, lock_pools


def list_version(event: Event) -> int:
    """Grows with every registration: that of a list somebody looked at, to compare with the list now."""
    return int(Registration.objects.of(event).aggregate(last=Max("pk"))["last"] or 0)


@transaction.atomic
def add_people(event: Event, rows: Sequence[Checked], *, seen: int) -> list[Registration]:
    """Add everybody who was pasted, or nobody. Who does not fit any more gets a place in line.

    `seen` is the list_version on which the outcome was shown: a second click adds nobody twice. Raises
    ListChangedMeanwhile, RowRefused with the first line that cannot be.
    """
    lock_pools(event)
    if list_version(event) != seen:
        raise ListChangedMeanwhile
    added = []
    for row in rows:
        try:
            added.append(add_by_desk(event, source=Source.DESK, **row.data))
        except RuleBroken as no:
            raise RowRefused(line=row.line, reason=str(no)) from no
    return added


@transaction.atomic
def take_note(registration: Registration, *, kind: str, text: str = "", sender: str = "") -> Notice:
    """Something came in about somebody that a person has to look at."""
    return Notice.objects.create(registration=registration, kind=kind, text=text, sender=sender)


def settle_notice(notice: Notice) -> None:
    """Somebody looked at it; twice is nothing."""
    Notice.objects.filter(pk=notice.pk, settled_at=None).update(settled_at=timezone.now())


def settle_replies(registration: Registration) -> None:
    """What the person wrote was acted upon."""
    written = Notice.objects.filter(registration=registration, kind=NoticeKind.REPLY, settled_at=None)
    written.update(settled_at=timezone.now())


@transaction.atomic
def add_pool(event: Event, *, role: str, capacity: int | None) -> Pool:
    """Seats for one role apart, within those for everybody; who has a seat already has theirs in it.

    Raises PoolKnownAlready, CapacityBelowTaken.
    """
    lock_pools(event)
    seated = list(Registration.objects.of(event).seated().filter(role=role))
    taken = sum(registration.seats for registration in seated)
    if capacity is not None and taken > capacity:
        raise CapacityBelowTaken(taken=taken)
    try:
        with transaction.atomic():
            pool = Pool.objects.create(event=event, role=role, capacity=capacity, taken=taken)
    except IntegrityError as error:
        raise PoolKnownAlready from error
    Place.objects.bulk_create(
        Place(registration=registration, pool=pool, seats=registration.seats) for registration in seated
    )
    return pool


@transaction.atomic
def remove_pool(pool: Pool) -> None:
    """No seats apart for this role any more; who waited for them waits among everybody, at the same place in line."""
    event = pool.event
    pools = {each.role: each for each in lock_pools(event)}
    for registration in Registration.objects.filter(waits_for=pool):
        wait_for(registration, pools[EVERYBODY])
    pool.places.all().delete()
    pool.delete()
    promote(event, approved=True)
