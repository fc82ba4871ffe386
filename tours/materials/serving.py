"""Answer a download: our own types, one range at a time, and nothing in it may run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from core.http import private
from tours.materials import store
from tours.materials.models import MaterialVersion
from tours.materials.names import disposition

_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
TYPES = {
    "pdf": "application/pdf",
    "pptx": f"{_OFFICE}presentationml.presentation",
    "docx": f"{_OFFICE}wordprocessingml.document",
    "xlsx": f"{_OFFICE}spreadsheetml.sheet",
    "odp": f"{_OPEN}presentation",
    "odt": f"{_OPEN}text",
    "ods": f"{_OPEN}spreadsheet",
    "png": "image/png",
    "jpg": "image/jpeg",
    "webp": "image/webp",
    "mp4": "video/mp4",
    "txt": "text/plain; charset=utf-8",
}
UNKNOWN_TYPE = "application/octet-stream"
_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})", re.ASCII)


@dataclass(frozen=True)
class Span:
    """Bytes `first` up to and including `last`."""

    first: int
    last: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1


class Unsatisfiable(Exception):
    """A range that begins after the end."""


def serve(
    request: HttpRequest, version: MaterialVersion, *, open_to_all: bool, kind: str | None = None
) -> HttpResponseBase:
    """The file, a part of it (Range, If-Range), 304 (If-None-Match) or 416. RFC 9110, sections 13 and 14."""
    etag = f'"{version.sha256[:40]}"'
    try:
        response = _answer(request, version, etag)
    except Unsatisfiable:
        response = HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
        response["Content-Range"] = f"bytes */{version.size_bytes}"
    response["Content-Type"] = kind or TYPES.get(version.extension, UNKNOWN_TYPE)
    response["Content-Disposition"] = disposition(version.filename)
    response["ETag"] = etag
    response["Accept-Ranges"] = "bytes"
    return harmless(response, open_to_all=open_to_all)


def harmless(response: HttpResponseBase, *, open_to_all: bool) -> HttpResponseBase:
    """Headers of whatever strangers made: no script, no guessing of types, in nobody's frame."""
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    if not open_to_all:
        return private(response)
    response["Cache-Control"] = "public, no-cache"  # kept, but asked about: it may be withdrawn
    return response


def _answer(request: HttpRequest, version: MaterialVersion, etag: str) -> HttpResponseBase:
    if {etag, "*"} & _tags(request.headers.get("If-None-Match", "")):
        return HttpResponse(status=HTTPStatus.NOT_MODIFIED)
    size = version.size_bytes
    span = _span(request, size, etag)
    wanted = span or Span(0, size - 1)
    if request.method == "HEAD":
        response: HttpResponseBase = HttpResponse()
    else:
        response = StreamingHttpResponse(_bytes(version, wanted))
    response["Content-Length"] = str(wanted.length)
    if span:
        response.status_code = HTTPStatus.PARTIAL_CONTENT
        response["Content-Range"] = f"bytes {span.first}-{span.last}/{size}"
    return response


def _bytes(version: MaterialVersion, span: Span) -> Iterator[bytes]:
    return store.begin(version.storage_name, span.first, span.length)


def _span(request: HttpRequest, size: int, etag: str) -> Span | None:
    """The one range that is asked for, if it still fits this version; None: send everything."""
    if request.method != "GET" or request.headers.get("If-Range", etag) != etag:
        return None
    asked = _RANGE.fullmatch(request.headers.get("Range", "").replace(" ", ""))
    if not asked or not any(asked.groups()):
        return None  # several ranges, or none that we understand
    first, last = asked.groups()
    if not first:
        if not int(last):
            raise Unsatisfiable
        return Span(max(0, size - int(last)), size - 1)
    if last and int(last) < int(first):
        return None
    if int(first) >= size:
        raise Unsatisfiable
    return Span(int(first), min(int(last), size - 1) if last else size - 1)


def _tags(header: str) -> set[str]:
    return {tag.strip().removeprefix("W/") for tag in header.split(",")}
