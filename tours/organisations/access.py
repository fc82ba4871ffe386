"""What a member may do. One call fetches and checks; what isn't yours does not exist (404)."""

from enum import Enum

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.http import Http404

from tours.organisations.models import Membership, MembershipRole, Organisation, User


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
