"""What a member may do. One call fetches and checks; what isn't yours does not exist (404)."""

from collections.abc import Callable
from enum import Enum
from functools import wraps
from hashlib import sha256
from typing import Concatenate, ParamSpec, TypeVar
from urllib.parse import urlsplit, urlunsplit

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.db.models import Case, Model, Q, QuerySet, When
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import add_never_cache_headers, patch_vary_headers

from core.http import is_htmx
from tours.organisations.models import ApiKey, Contact, Membership, MembershipRole, Organisation, User

P = ParamSpec("P")
Row = TypeVar("Row", bound=Model)


class May(Enum):
    """Abilities, each with the roles that have it."""

    SEE = frozenset(MembershipRole)
    HANDLE_PEOPLE = frozenset({MembershipRole.OWNER, MembershipRole.PLANNER, MembershipRole.DESK})
    PLAN = frozenset({MembershipRole.OWNER, MembershipRole.PLANNER})
    OWN = frozenset({MembershipRole.OWNER})


def roles_of(user: User | AnonymousUser, organisations: Q) -> set[str]:
    """The user's roles in the organisations that the condition picks."""
    if not user.is_authenticated:
        return set()
    return set(Membership.objects.filter(organisations, user=user).values_list("role", flat=True))


def organisation_for(user: User | AnonymousUser, slug: str, may: May = May.SEE) -> Organisation:
    """The organisation, if this user may do this there; Http404 otherwise."""
    if user.is_authenticated:
        found = Organisation.objects.filter(
            slug=slug, memberships__user=user, memberships__role__in=[role.value for role in may.value]
        ).first()
        if found:
            return found
    raise Http404


def organisations_of(user: User | AnonymousUser, may: May = May.SEE) -> list[Organisation]:
    """The organisations in which this user may do this: where they may do most first, then by name."""
    if not user.is_authenticated:
        return []
    roles = [role.value for role in may.value]
    most_first = Case(
        *(When(memberships__role=role, then=rank) for rank, role in enumerate(MembershipRole.values))
    )
    mine = Organisation.objects.filter(memberships__user=user, memberships__role__in=roles)
    return list(mine.order_by(most_first, "name"))


def contact_for(user: User | AnonymousUser, pk: int, may: May = May.SEE) -> Contact:
    """The contact with its organisation, if this user may do this there; Http404 otherwise."""
    return row_for(Contact.objects.all(), user, pk, may)


def row_for(rows: QuerySet[Row], user: User | AnonymousUser, pk: int, may: May) -> Row:
    """What belongs to an organisation, together with it, if this user may do this there; Http404 otherwise."""
    if user.is_authenticated:
        roles = [role.value for role in may.value]
        found = rows.select_related("organisation").filter(
            pk=pk, organisation__memberships__user=user, organisation__memberships__role__in=roles
        )
        row = found.first()
        if row:
            return row
    raise Http404


def asked_for(request: HttpRequest, organisations: list[Organisation]) -> Organisation:
    """The one in `?organisatie=`, else the first of these; Http404 when it is not among them."""
    slug = request.GET.get("organisatie", "")
    found = [organisation for organisation in organisations if slug in {"", organisation.slug}]
    if not found:
        raise Http404
    return found[0]


def digest_of(key: str) -> str:
    """What is kept of an API key. It is random and long, so a plain hash is enough."""
    return sha256(key.encode()).hexdigest()


def key_known_as(key: str) -> ApiKey | None:
    """The row of a key that is valid, with its owner; None for any other. One statement."""
    return ApiKey.objects.valid().select_related("user").filter(digest=digest_of(key)).first()


def signed_in(
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A page of the workspace: visitors log in first and come back, and no browser keeps it.

    A fragment that is asked for after the session ended sends the whole page to logging in.
    """

    @wraps(view)
    def page(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _to_login(request)
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        patch_vary_headers(response, ["HX-Request"])
        return response

    return page


def _to_login(request: HttpRequest) -> HttpResponse:
    if is_htmx(request):
        login = redirect_to_login(_path(request.headers.get("HX-Current-URL", "")))
        return HttpResponse(status=204, headers={"HX-Redirect": login.url})
    if request.method == "GET":
        return redirect_to_login(request.get_full_path())
    return redirect_to_login(_path(request.headers.get("Referer", "")))


def _path(url: str) -> str:
    """Path and query of the page somebody was on; the workspace when that is unknown."""
    parts = urlsplit(url)
    return urlunsplit(("", "", parts.path or "/beheer/", parts.query, ""))
