"""Everything that is held about a person, as a file, behind that person's own link."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from notifications.held.about import about_owner, about_registration, about_speaker
from tours.models import Commitment, Registration, Speaker
from tours.personal.commitment import behind_owner_link
from tours.personal.mine.asking import behind_own_link
from tours.personal.speaker import behind_speaker_link


@require_safe
@behind_own_link
def registration(_request: HttpRequest, registration: Registration, _token: str) -> HttpResponse:
    return _file(about_registration(registration), "aanmelding.json")


@require_safe
@behind_speaker_link
def speaker(_request: HttpRequest, _token: str, speaker: Speaker) -> HttpResponse:
    return _file(about_speaker(speaker), "spreker.json")


@require_safe
@behind_owner_link
def owner(_request: HttpRequest, _token: str, commitment: Commitment) -> HttpResponse:
    return _file(about_owner(commitment), "afspraak.json")


def _file(held: dict[str, Any], filename: str) -> HttpResponse:
    response = JsonResponse(held, json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
