"""The verbs about organisations, their members and their contacts; nothing else writes them."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date
from itertools import count
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.text import slugify

from core.text import mail_address
from tours.organisations.access import digest_of, key_known_as
from tours.organisations.errors import (
    AlreadyMember,
    ChangedMeanwhile,
    ContactKnownAlready,
    ContactsChangedMeanwhile,
    KeyNameTaken,
    LastOwner,
    NameTaken,
)
from tours.organisations.models import ApiKey, Contact, Membership, MembershipRole, Organisation, User
from tours.organisations.pasting import Difference, compare, fingerprint

KEY_PREFIX = "dtk_"  # so that a scanner for lost secrets knows it
_PAGES_OF_AN_EVENT = frozenset(
    {"mensen", "programma", "vervolg", "sprekers", "materiaal", "berichten", "publiceren", "afgelasten"}
)  # beheer/organisatie/<slug>/ must not be read as beheer/<slug>/mensen/


@transaction.atomic
def create_organisation(*, name: str, owner: User) -> Organisation:
    """A new organisation with its first owner. Raises NameTaken."""
    try:
        with transaction.atomic():
            organisation = Organisation.objects.create(name=name, slug=_free_slug(name))
    except IntegrityError as error:
        raise NameTaken from error
    Membership.objects.create(user=owner, organisation=organisation, role=MembershipRole.OWNER)
    return organisation


@transaction.atomic
def change_organisation(organisation: Organisation, *, version: int, **details: Any) -> Organisation:
    """Change its own fields. Raises ChangedMeanwhile when `version` is not the stored one, NameTaken."""
    rows = Organisation.objects.filter(pk=organisation.pk, version=version)
    try:
        with transaction.atomic():
            changed = rows.update(version=F("version") + 1, **details)
    except IntegrityError as error:
        raise NameTaken from error
    if not changed:
        raise ChangedMeanwhile
    organisation.refresh_from_db()
    return organisation


def make_key(user: User, *, name: str, expires_on: date | None = None) -> tuple[ApiKey, str]:
    """A new API key, and what to hand over: it cannot be shown again. Raises KeyNameTaken."""
    key = f"{KEY_PREFIX}{secrets.token_urlsafe(32)}"
    try:
        with transaction.atomic():
            kept = ApiKey.objects.create(user=user, name=name, digest=digest_of(key), expires_on=expires_on)
            return kept, key
    except IntegrityError as error:
        raise KeyNameTaken from error


def use_key(key: str) -> User | None:
    """Whose key this is, if it is valid; the day on which it was used last is kept."""
    found = key_known_as(key)
    if found is None:
        return None
    today = timezone.localdate()
    if found.last_used_on != today:
        ApiKey.objects.filter(pk=found.pk).update(last_used_on=today)
    return found.user


def revoke_key(user: User, *, pk: int) -> int:
    """From now on the key opens nothing. How many there were: none, where somebody else's or revoked already."""
    return ApiKey.objects.filter(user=user, pk=pk).delete()[0]


def known_or_new_user(*, email: str, name: str = "") -> User:
    """The account with this address; a new one has no password, for logging in goes by a mailed code."""
    email = mail_address(email)
    try:
        with transaction.atomic():
            return User.objects.create_user(email, name=name)
    except IntegrityError:
        return User.objects.get(email=email)


def choose_language(user: User, language: str) -> User:
    """In which language we write to this user; what we do not write in changes nothing."""
    if language in dict(settings.LANGUAGES):
        user.language = language
        user.save(update_fields=["language"])
    return user


@transaction.atomic
def add_member(organisation: Organisation, *, email: str, role: str, name: str = "") -> Membership:
    """Let somebody in, with an account if they have none yet. Raises AlreadyMember."""
    user = known_or_new_user(email=email, name=name)
    try:
        with transaction.atomic():
            return Membership.objects.create(user=user, organisation=organisation, role=role)
    except IntegrityError as error:
        raise AlreadyMember from error


@transaction.atomic
def change_role(membership: Membership, *, role: str) -> Membership:
    """Give a member another role. Raises LastOwner when nobody would be left to own."""
    if role != MembershipRole.OWNER:
        _keep_an_owner_besides(membership)
    Membership.objects.filter(pk=membership.pk).update(role=role)
    membership.role = role
    return membership


@transaction.atomic
def remove_member(membership: Membership) -> None:
    """Take somebody's membership away; their account stays. Raises LastOwner."""
    _keep_an_owner_besides(membership)
    membership.delete()


def renew_feed(membership: Membership) -> None:
    """Revoke the link to the calendar feed of this member; the new one has a higher version."""
    Membership.objects.filter(pk=membership.pk).update(feed_version=F("feed_version") + 1)


def _keep_an_owner_besides(membership: Membership) -> None:
    """The organisation's row is the lock: of two owners who demote each other at once, one is told no."""
    Organisation.objects.select_for_update().get(pk=membership.organisation_id)
    owners = Membership.objects.filter(
        organisation=membership.organisation_id, role=MembershipRole.OWNER, user__is_active=True
    )
    if not owners.exclude(pk=membership.pk).exists():
        raise LastOwner


def add_contact(organisation: Organisation, **details: Any) -> Contact:
    """Write somebody down. Raises ContactKnownAlready."""
    contact = Contact(organisation=organisation, **details)
    _save(contact)
    return contact


@transaction.atomic
def change_contact(contact: Contact, *, version: int, **details: Any) -> Contact:
    """Change what is known of somebody. Raises ChangedMeanwhile, ContactKnownAlready."""
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    if contact.version != version:
        raise ChangedMeanwhile
    for field, value in details.items():
        setattr(contact, field, value)
    contact.version = version + 1
    _save(contact)
    return contact


def delete_contact(contact: Contact) -> None:
    """Forget somebody. Registrations stay: they are about one event."""
    contact.delete()


@transaction.atomic
def save_pasted(
    organisation: Organisation, rows: Sequence[tuple[int, dict[str, str]]], *, seen: str
) -> list[Difference]:
    """Write what was pasted: all of it, or nothing. `seen` is the fingerprint of the differences that were shown.

    Raises ContactsChangedMeanwhile when it would do something else by now.
    """
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    differences = compare(organisation, rows)
    if fingerprint(differences) != seen:
        raise ContactsChangedMeanwhile
    for difference in differences:
        if difference.contact is None:
            add_contact(organisation, **difference.values)
        elif difference.changes:
            change_contact(difference.contact, version=difference.contact.version, **difference.values)
    return differences


def _save(contact: Contact) -> None:
    contact.email = mail_address(contact.email)
    try:
        with transaction.atomic():
            contact.save()
    except IntegrityError as error:
        raise ContactKnownAlready from error


def _free_slug(name: str) -> str:
    """A slug that no organisation has yet; the database has the last word."""
    stem = slugify(name)[:44].strip("-") or "organisatie"
    if stem in _PAGES_OF_AN_EVENT:
        stem = f"{stem}-organisatie"
    taken = set(Organisation.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    numbered = (f"{stem}-{number}" for number in count(2))
    return stem if stem not in taken else next(slug for slug in numbered if slug not in taken)
