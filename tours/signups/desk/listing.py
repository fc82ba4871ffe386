"""The list of people of one event as it is asked for: searched, filtered, sorted, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    IntegerField,
    OrderBy,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone
from django.utils.functional import Promise

from tours.organisations.models import Role
from tours.programme.models import Event, Revision
from tours.signups.desk.models import Notice
from tours.signups.desk.words import ATTENDS, TAG, TRANSPORT
from tours.signups.line import has_begun, is_close
from tours.signups.models import Diet, Registration, RegistrationQuerySet, RegistrationState, Transport

PER_PAGE = 100
NO_GROUP = "geen"
OPEN_NOTICES = "open_notices"
BEFORE_A_MOVE = "said_before_a_move"
_TIME = ("starts_at", "ends_at")
_PLACE = ("name", "address")  # of the meeting point


@dataclass(frozen=True)
class Row:
    """One registration as the list shows it."""

    registration: Registration

    @property
    def notices(self) -> list[Notice]:
        """What came in and nobody looked at yet; fetched with the row."""
        return list(getattr(self.registration, OPEN_NOTICES, []))

    @property
    def said_before_a_move(self) -> str:
        """What moved after they answered: time or place, else nothing; fetched with the row."""
        return str(vars(self.registration).get(BEFORE_A_MOVE, ""))

    @property
    def has_entry(self) -> bool:
        """Whether there is a calendar from which to expect an answer."""
        asked = {RegistrationState.INVITED, RegistrationState.CONFIRMED}
        return self.registration.state in asked and self.registration.may_get_calendar_mail

    @property
    def tag(self) -> str:
        """The colour of the state's tag."""
        return TAG[self.registration.state]

    @property
    def transport(self) -> str | Promise:
        return TRANSPORT.get(self.registration.transport, "")

    @property
    def attends_as(self) -> str | Promise:
        return ATTENDS.get(self.registration.attends_as, "")


def _rank(field: str, values: list[str]) -> Case:
    """The order in which people read these values; what is empty or unknown comes last."""
    whens = [When(**{field: value}, then=Value(number)) for number, value in enumerate(values)]
    return Case(*whens, default=Value(len(values)), output_field=IntegerField())


_WITH_NOTICE = Exists(Notice.objects.open().filter(registration=OuterRef("pk")))
SORTS: dict[str, Any] = {
    "naam": Lower("name"),
    "fractie": Lower("party"),
    "rol": _rank("role", Role.values),
    "stand": _rank("state", RegistrationState.values),
    "groep": F("group__position"),
    "dieet": _rank("diet", Diet.values),
    "vervoer": _rank("transport", Transport.values),
    "nieuw": F("created_at"),
    "bericht": Case(When(_WITH_NOTICE, then=Value(0)), default=Value(1), output_field=IntegerField()),
}


def people(
    event: Event, *, q: str = "", state: str = "", role: str = "", group: str = "", sort: str = ""
) -> RegistrationQuerySet:
    """Who is asked for, in the order asked for; who cancelled comes last. Erased people are left out."""
    found = Registration.objects.of(event).filter(erased_at=None).matching(q).select_related("group")
    if state:
        found = found.filter(state=state)
    if role:
        found = found.filter(role=role)
    if group:
        found = found.filter(group=None) if group == NO_GROUP else found.filter(group__letter=group)
    gone_last = Case(When(state=RegistrationState.CANCELLED, then=Value(1)), default=Value(0))
    return found.order_by(gone_last, _order(sort), Lower("name"), "pk")


def _order(sort: str) -> OrderBy:
    key = SORTS.get(sort.removeprefix("-"), SORTS["naam"])
    return OrderBy(key, descending=sort.startswith("-"), nulls_last=True)


def waits_for_approval(event: Event) -> int:
    """How many wait while there is room, so shortly before the event that the organiser decides; else 0."""
    if not is_close(event, at=timezone.now()) or has_begun(event, at=timezone.now()):
        return 0
    room = Q(capacity=None) | Q(taken__lt=F("capacity"))
    pools = event.pools.filter(room, closed=False, waiting__gt=0)
    return sum(pools.values_list("waiting", flat=True))


def with_notices(found: RegistrationQuerySet) -> RegistrationQuerySet:
    """Each with what came in about it, and whether what was said is about time and place as they are published now."""
    in_force = Revision.objects.filter(event=OuterRef("event"), published_at__lte=OuterRef("said_at"))
    last = in_force.order_by("-number")
    moved, elsewhere = Q(), Q()
    for column in _TIME:
        found = found.annotate(**{f"{column}_then": Subquery(last.values(column)[:1])})
        moved |= _differ(f"{column}_then", f"event__current__{column}")
    for key in _PLACE:
        then = Subquery(last.annotate(text=_place("data", key)).values("text")[:1])
        found = found.annotate(
            **{f"place_{key}_then": then, f"place_{key}": _place("event__current__data", key)}
        )
        elsewhere |= _differ(f"place_{key}_then", f"place_{key}")
    said = ~Q(said="")
    which = Case(
        When(said & moved, then=Value("time")),
        When(said & elsewhere, then=Value("place")),
        default=Value(""),
    )
    found = found.annotate(**{BEFORE_A_MOVE: which})
    return found.prefetch_related(Prefetch("notices", Notice.objects.open(), to_attr=OPEN_NOTICES))


def _differ(then: str, now: str) -> Q:
    """Both are known and not the same."""
    return Q(**{f"{then}__lt": F(now)}) | Q(**{f"{then}__gt": F(now)})


def _place(data: str, key: str) -> Coalesce:
    """What the data of a revision says of the meeting point; empty where there is none."""
    text = KeyTextTransform(key, KeyTransform("meeting_point", F(data)))
    return Coalesce(text, Value(""), output_field=CharField())


def page_of(found: QuerySet[Registration], number: str | None) -> Page[Registration]:
    """At most PER_PAGE of them; a page that isn't there is the nearest one."""
    return Paginator(found, PER_PAGE).get_page(number)
