"""What anybody may fetch: one file, or everything of an event as a zip."""

from __future__ import annotations

import logging
from datetime import datetime
from http import HTTPStatus

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe
from zipstream import ZipStream

from core.http import private
from tours.materials import store
from tours.materials.links import Audience, ExpiredKey, WrongKey, audience_of_key
from tours.materials.models import Material, MaterialQuerySet, MaterialVersion
from tours.materials.names import disposition
from tours.materials.serving import harmless, serve
from tours.organisations.access import May
from tours.programme.access import may
from tours.programme.models import Event

logger = logging.getLogger(__name__)


@require_safe
def download(request: HttpRequest, pk: int, name: str) -> HttpResponseBase:  # noqa: ARG001  (the name is for people)
    """The newest published version: for everybody when it is public, else with a key or logged in as a member."""
    asked = get_object_or_404(Material.objects.select_related("event"), pk=pk)
    try:
        audience = _audience(request, asked, asked.event)
    except ExpiredKey:
        return _expired(request, asked.event)
    found = _visible(Material.objects.filter(pk=pk), audience, timezone.now()).first()
    if found is None:
        raise Http404
    if found.newest is None:
        return HttpResponseRedirect(found.link)
    try:
        return serve(request, found.newest, open_to_all=audience == Audience.PUBLIC)
    except store.Lost:
        logger.error("the file of version %s is lost: see manage.py check_materials", found.newest.pk)  # noqa: TRY400
        page = render(request, "tours/materials/lost.html", {"material": found}, status=HTTPStatus.NOT_FOUND)
        return private(page)


@require_safe
def everything(request: HttpRequest, slug: str) -> HttpResponseBase:
    """All files this audience may see, as one zip that is made while it is sent."""
    event = get_object_or_404(Event.objects.select_related("current"), slug=slug)
    try:
        audience = _audience(request, event, event)
    except ExpiredKey:
        return _expired(request, event)
    materials = _visible(Material.objects.filter(event=event), audience, timezone.now())
    newest = (material.newest for material in materials)
    versions = [version for version in newest if version and store.has(version.storage_name)]
    if not versions:
        raise Http404
    archive = _archive(versions)
    response: HttpResponseBase = StreamingHttpResponse(archive) if request.method == "GET" else HttpResponse()
    response["Content-Type"] = "application/zip"
    response["Content-Length"] = str(len(archive))
    response["Content-Disposition"] = disposition(f"{event.slug}-materiaal.zip")
    return harmless(response, open_to_all=audience == Audience.PUBLIC)


def _audience(request: HttpRequest, subject: Material | Event, event: Event) -> Audience:
    """As whom this visitor comes. A key that is wrong counts as none; ExpiredKey when it only is too old."""
    if request.user.is_authenticated and may(request.user, event, May.SEE):
        return Audience.ORGANISERS
    key = request.GET.get("sleutel", "")
    if not key:
        return Audience.PUBLIC
    try:
        return audience_of_key(key, subject)
    except ExpiredKey:
        if isinstance(subject, Material) and _visible(_only(subject), Audience.PUBLIC, timezone.now()):
            return Audience.PUBLIC
        raise
    except WrongKey:
        return Audience.PUBLIC


def _visible(materials: MaterialQuerySet, audience: Audience, at: datetime) -> MaterialQuerySet:
    match audience:
        case Audience.ORGANISERS | Audience.SPEAKER:
            return materials.for_organisers()
        case Audience.PARTICIPANTS:
            return materials.for_participants(at=at)
    return materials.public_now(at=at)


def _only(material: Material) -> MaterialQuerySet:
    return Material.objects.filter(pk=material.pk)


def _expired(request: HttpRequest, event: Event) -> HttpResponseBase:
    page = render(request, "tours/materials/expired.html", {"event": event}, status=HTTPStatus.GONE)
    return private(page)


def _archive(versions: list[MaterialVersion]) -> ZipStream:
    """Stored, not packed: such files hardly get smaller, and the length is known before the first byte."""
    archive = ZipStream(sized=True)
    taken: set[str] = set()
    for number, version in enumerate(versions):
        name = _unique(version.filename, taken)
        read = store.read if number else store.begin
        archive.add(read(version.storage_name), name, size=version.size_bytes)
    return archive


def _unique(name: str, taken: set[str]) -> str:
    stem, _dot, extension = name.rpartition(".")
    number = 1
    while name.casefold() in taken:
        number += 1
        name = f"{stem} ({number}).{extension}"
    taken.add(name.casefold())
    return name
