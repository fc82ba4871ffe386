"""Addresses of material, and the keys that open what isn't public: signed, for a day, for one thing and one audience."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from django.core import signing
from django.urls import reverse

from tours.materials.models import Material, Shown, Visibility
from tours.programme.models import Event

VALID = timedelta(hours=24)


class Audience(StrEnum):
    """For whom a page renders its links."""

    PUBLIC = "public"
    PARTICIPANTS = "participants"  # people with a seat, and speakers
    SPEAKER = "speaker"  # of their own material, also when nobody else sees it yet
    ORGANISERS = "organisers"  # logged in: they need no key


class WrongKey(Exception):
    """Not a key that we made for this."""


class ExpiredKey(WrongKey):
    """A key of ours that is older than a day."""


def download_url(material: Material, audience: Audience = Audience.PUBLIC) -> str:
    """Where this audience finds it: the link itself, or the download with a key where one is needed."""
    if material.link:
        return material.link
    version = material.newest
    if version is None:
        return ""
    url = reverse("materials:download", args=[material.pk, version.filename])
    needs_key = audience in {Audience.PARTICIPANTS, Audience.SPEAKER} and not _is_open(material)
    return f"{url}?sleutel={_key(_of_material(material), audience)}" if needs_key else url


def zip_url(event: Event, audience: Audience = Audience.PUBLIC) -> str:
    """Everything this audience may see of an event, as one zip file."""
    url = reverse("materials:zip", args=[event.slug])
    return f"{url}?sleutel={_key(_of_event(event), audience)}" if audience == Audience.PARTICIPANTS else url


def audience_of_key(key: str, subject: Material | Event) -> Audience:
    """For whom the key was made. Raises WrongKey, ExpiredKey."""
    purpose = _of_material(subject) if isinstance(subject, Material) else _of_event(subject)
    signer = signing.TimestampSigner(salt=purpose)
    try:
        return Audience(signer.unsign(key, max_age=VALID))
    except signing.SignatureExpired:
        raise ExpiredKey from None
    except (signing.BadSignature, ValueError):
        raise WrongKey from None


def _is_open(material: Material) -> bool:
    """Public from the start: a link without a key works as well, and for ever."""
    return (
        material.visibility == Visibility.PUBLIC
        and material.shown == Shown.AT_ONCE
        and not material.waits_for_yes
    )


def _key(purpose: str, audience: Audience) -> str:
    return signing.TimestampSigner(salt=purpose).sign(audience.value)


def _of_material(material: Material) -> str:
    return f"dialoogtoer.material.{material.pk}"


def _of_event(event: Event) -> str:
    return f"dialoogtoer.materials-of.{event.pk}"
