"""Absolute addresses for mails and calendars: SITE_URL and a page's own path."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from core.tokens import make_token
from notifications.calendar.models import Told
from notifications.outbox.models import Message
from scheduling.models import Invitee
from scheduling.polls.access import token_of
from tours.models import Commitment, Event, Membership, Registration, Speaker


def absolute(name: str, *args: str) -> str:
    """The full address of a page by its URL name."""
    return f"{settings.SITE_URL}{_path(name, args)}"


@lru_cache(maxsize=1024)
def _path(name: str, args: tuple[str, ...]) -> str:
    """Kept for the pages that stand in every mail about an event."""
    return reverse(name, args=args)


def public_page(slug: str) -> str:
    return absolute("agenda:event", slug)


def event_file(slug: str) -> str:
    """The public .ics file: add to calendar, without an invitation."""
    return absolute("calendar:event", slug)


def entry_file(told: Told) -> str:
    """One entry as a file, for who has to put it into the calendar by hand: the same UID as in the invitation."""
    return _personal("calendar:entry", entry_token(told))


def entry_token(told: Told) -> str:
    person = told.registration or told.speaker
    return make_token("agenda-bestand", told.pk, person.link_version if person else 1)


def _personal(name: str, token: str) -> str:
    """A page behind a token; not worth keeping."""
    return f"{settings.SITE_URL}{reverse(name, args=[token])}"


def own_page(registration: Registration) -> str:
    """Where a person can change and cancel: for mail to that person alone."""
    return _personal("personal:mine", make_token("mijn", registration.pk, registration.link_version))


def cancel_page(registration: Registration) -> str:
    """Where a person cancels; it asks once more."""
    return _personal("personal:mine_cancel", make_token("mijn", registration.pk, registration.link_version))


def people(event: Event, *, name: str) -> str:
    """The desk's list, at one person."""
    return f"{absolute('signups:people', event.slug)}?{urlencode({'q': name})}"


def invitation_page(registration: Registration) -> str:
    """Where somebody who was invited says yes, no or perhaps: for mail to that person alone."""
    return _personal(
        "personal:invitation", make_token("uitnodiging", registration.pk, registration.link_version)
    )


def route_page(registration: Registration) -> str:
    """Read-only: safe in a calendar that colleagues see."""
    return _personal("personal:route", make_token("route", registration.pk, registration.link_version))


def own_feed(registration: Registration) -> str:
    return _personal("calendar:feed", make_token("kalender", registration.pk, registration.link_version))


def members_feed(membership: Membership) -> str:
    """The feed of an organisation for one who works there: for that person alone."""
    return _personal("calendar:members", make_token("leden", membership.pk, membership.feed_version))


def speaker_page(speaker: Speaker) -> str:
    return _personal("personal:speaker", make_token("spreker", speaker.pk, speaker.link_version))


def commitment_page(commitment: Commitment) -> str:
    return _personal("personal:commitment", make_token("afspraak", commitment.pk, commitment.link_version))


def poll_page(invitee: Invitee) -> str:
    """Where somebody says when they can."""
    return _personal("polls:answer", token_of(invitee))


def workspace(event: Event) -> str:
    return absolute("lifecycle:event", event.slug)


def stop_page(message: Message) -> str:
    """Where the reader of an optional mail says that they want no more of them."""
    return _personal("optional:stop", stop_token(message.pk))


def stop_token(message_id: int) -> str:
    return make_token("geen-mail", message_id, 1)


def host() -> str:
    """What stands behind the @ in a UID."""
    return str(settings.SITE_HOST)
