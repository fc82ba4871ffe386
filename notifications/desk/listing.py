"""All events of an organiser: coming ones first and nearest first, past ones the other way round."""

from __future__ import annotations

from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import F, Q
from django.utils import timezone

from tours.models import Event, User
from tours.programme.models import EventQuerySet, EventState

PER_PAGE = 20
PAST = "geweest"


def events_of(user: User, *, q: str = "", which: str = "", at: datetime) -> EventQuerySet:
    """Those in whose title, places, speakers or organisers all words stand. `which`: "" coming, PAST, or a state."""
    mine = Event.objects.filter(pk__in=Event.objects.of_member(user).order_by().values("pk"))
    found = _matching(mine.dated(), q).select_related("organisation", "current").prefetch_related("pools")
    if which == PAST:
        today = timezone.localdate(at)
        over = Q(on_day__lt=today) | Q(state=EventState.CLOSED)
        return found.filter(over).exclude(state=EventState.CANCELLED).order_by("-on_day", "title", "pk")
    if which:
        return found.filter(state=which).order_by(F("on_day").desc(nulls_first=True), "title", "pk")
    on = found.coming(at=at).filter(state__in=[EventState.DRAFT, EventState.PUBLISHED])
    return on.order_by(F("on_day").asc(nulls_last=True), "title", "pk")


def page_of(found: EventQuerySet, number: str | None) -> Page[Event]:
    """At most PER_PAGE of them; a page that isn't there is the nearest one."""
    return Paginator(found, PER_PAGE).get_page(number)


def _matching(events: EventQuerySet, words: str) -> EventQuerySet:
    for word in words.split():
        events = events.filter(
            Q(title__icontains=word)
            | Q(hosts__icontains=word)
            | Q(organisation__name__icontains=word)
            | Q(current__search__icontains=word)
        )
    return events
