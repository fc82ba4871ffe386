"""Absolute addresses for mails and calendars: SITE_URL and a page's own path."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from core.tokens import make_token
from tours.models import Commitment, Event, Registration, Speaker


def absolute(name: str, *args: str) -> str:
    """The full address of a page by its URL name."""
    return f"{settings.SITE_URL}{reverse(name, args=args)}"


def public_page(slug: str) -> str:
    return absolute("agenda:event", slug)


def event_file(slug: str) -> str:
    """The public .ics file: add to calendar, without an invitation."""
    return absolute("calendar:event", slug)


def own_page(registration: Registration) -> str:
    """Where a person can change and cancel: for mail to that person alone."""
    return absolute("personal:mine", make_token("mijn", registration.pk, registration.link_version))


def route_page(registration: Registration) -> str:
    """Read-only: safe in a calendar that colleagues see."""
    return absolute("personal:route", make_token("route", registration.pk, registration.link_version))


def own_feed(registration: Registration) -> str:
    return absolute("calendar:feed", make_token("kalender", registration.pk, registration.link_version))


def speaker_page(speaker: Speaker) -> str:
    return absolute("personal:speaker", make_token("spreker", speaker.pk, speaker.link_version))


def commitment_page(commitment: Commitment) -> str:
    return absolute("personal:commitment", make_token("afspraak", commitment.pk, commitment.link_version))


def workspace(event: Event) -> str:
    return absolute("lifecycle:event", event.slug)


def host() -> str:
    """What stands behind the @ in a UID."""
    return str(settings.SITE_HOST)
