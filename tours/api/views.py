"""The operations. Each fetches, and answers with a schema; what goes wrong is in problems.py."""

from __future__ import annotations

from typing import Any, Literal

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, NinjaAPI, Query
from ninja.security import HttpBearer

from core.problems import MEDIA_TYPE
from tours.agenda.views import public_event
from tours.api.events import summary, with_programme
from tours.api.paging import Paging, page_of
from tours.api.problems import Problem, answer_problems
from tours.api.registrations import on_the_list
from tours.api.schemas import EventPage, EventWithProgramme, RegistrationPage
from tours.organisations.actions import use_key
from tours.organisations.models import User
from tours.programme.access import event_for
from tours.programme.models import Event, EventKind
from tours.signups.desk.listing import people
from tours.signups.models import RegistrationState

LOWEST_ERROR = 400
PROBLEMS = {422: Problem, 429: Problem, 503: Problem}
UNCHANGED = {"description": "Not Modified: the answer has the ETag that came in If-None-Match"}


class Api(NinjaAPI):
    """Errors are told in the media type that they have."""

    document: dict[str, Any] | None = None

    def get_openapi_schema(self, **how: Any) -> Any:
        """The OpenAPI document: the same for everybody, so made once."""
        if self.document is None:
            document = super().get_openapi_schema(**how)
            for operations in document["paths"].values():
                _complete(operations["get"]["responses"])
            self.document = document  # whole: another thread may read it at once
        return self.document


def _complete(responses: dict[int, dict[str, Any]]) -> None:
    for status, answer in responses.items():
        if status >= LOWEST_ERROR:
            answer["content"] = {MEDIA_TYPE: answer["content"]["application/json"]}
    responses[304] = UNCHANGED


api = Api(
    title="Dialoogtoer",
    version="1",
    description="Dialogue tours and council information meetings: public events, and who comes for those who may see it.",
    urls_namespace="api",
    docs_url=None,
    servers=[{"url": settings.SITE_URL}],
    openapi_extra={
        "info": {"license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"}},
        "tags": [
            {"name": "events", "description": "Public, as published last."},
            {"name": "registrations", "description": "For members, with a personal key."},
        ],
    },
)
answer_problems(api)


class Key(HttpBearer):
    """A personal key; what it opens is what its owner may see at that moment."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:  # noqa: ARG002
        return use_key(token)


class EventsAsked(Paging):
    q: str = Field("", max_length=100, description="words that stand in a title, a stop, a place or a name")
    kind: EventKind | None = None
    when: Literal["upcoming", "past"] | None = Field(
        None,
        description="upcoming: not over yet, the first one first; past: over, the last one first; left out: all, the last one first",
    )


class RegistrationsAsked(Paging):
    state: RegistrationState | None = None


@api.get(
    "events/",
    response={200: EventPage, **PROBLEMS},
    url_name="events",
    operation_id="list_events",
    tags=["events"],
)
def list_events(request: HttpRequest, asked: Query[EventsAsked]) -> Any:
    """Events that were ever published, cancelled ones included; never drafts."""
    now = timezone.now()
    found = Event.objects.public().saying(asked.q)
    if asked.kind:
        found = found.filter(kind=asked.kind)
    if asked.when == "upcoming":
        found = found.not_over(at=now).order_by("current__starts_at", "pk")
    else:
        found = found.over(at=now) if asked.when else found
        found = found.order_by("-current__starts_at", "-pk")
    rows, page = page_of(request, found.select_related("current").prefetch_related("pools"), asked)
    return {**page, "items": [summary(event, at=now) for event in rows]}


@api.get(
    "events/{slug}/",
    response={200: EventWithProgramme, 404: Problem, **PROBLEMS},
    url_name="event",
    operation_id="get_event",
    tags=["events"],
)
def get_event(request: HttpRequest, slug: str) -> Any:  # noqa: ARG001
    """One event with its programme, material and what came of it, as its page shows it."""
    return with_programme(public_event(slug), at=timezone.now())


@api.get(
    "events/{slug}/registrations/",
    response={200: RegistrationPage, 401: Problem, 404: Problem, **PROBLEMS},
    url_name="registrations",
    operation_id="list_registrations",
    auth=Key(),
    tags=["registrations"],
)
def list_registrations(request: HttpRequest, slug: str, asked: Query[RegistrationsAsked]) -> Any:
    """Who is on the list, for members of the organisation and of those that host along; who cancelled comes last."""
    event = event_for(request.auth, slug)  # type: ignore[attr-defined]
    found: QuerySet[Any] = people(event, state=asked.state or "")
    rows, page = page_of(request, found, asked)
    return {**page, "items": [on_the_list(one, event) for one in rows]}
