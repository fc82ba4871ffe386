"""The list of people of one event as it is asked for: searched, filtered, sorted, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, F, IntegerField, OrderBy, QuerySet, Value, When
from django.db.models.functions import Lower
from django.utils.functional import Promise

from tours.organisations.models import Role
from tours.programme.models import Event
from tours.signups.desk.words import ATTENDS, TAG, TRANSPORT
from tours.signups.models import Diet, Registration, RegistrationQuerySet, RegistrationState, Transport

PER_PAGE = 100
NO_GROUP = "geen"


@dataclass(frozen=True)
class Row:
    """One registration as the list shows it."""

    registration: Registration

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


SORTS: dict[str, Any] = {
    "naam": Lower("name"),
    "fractie": Lower("party"),
    "rol": _rank("role", Role.values),
    "stand": _rank("state", RegistrationState.values),
    "groep": F("group__position"),
    "dieet": _rank("diet", Diet.values),
    "vervoer": _rank("transport", Transport.values),
    "nieuw": F("created_at"),
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


def page_of(found: QuerySet[Registration], number: str | None) -> Page[Registration]:
    """At most PER_PAGE of them; a page that isn't there is the nearest one."""
    return Paginator(found, PER_PAGE).get_page(number)
