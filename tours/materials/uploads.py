"""The first of FILE_UPLOAD_HANDLERS: stops reading when a request brings more than may be uploaded."""

from __future__ import annotations

import html
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest, QueryDict
from django.http.multipartparser import MultiPartParser
from django.utils.datastructures import MultiValueDict

from core.bounded import MEGABYTE
from core.errors import RuleBroken
from tours.materials.errors import FileRefused, FileTooLarge
from tours.materials.names import has_path

_FORM_BYTES = MEGABYTE  # room for the fields around the file
_CHUNK_BYTES = 64 * 1024


class BoundedUploads(FileUploadHandler):
    """Counts what comes in, whatever Content-Length says; nothing of a request that is refused is kept.

    A browser reads our answer only after it has sent everything. So what comes after the refusal is read and dropped,
    up to once more what is allowed; whoever sends more than that finds the connection closed.
    """

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: dict[str, Any],  # noqa: N803  (Django's name)
        content_length: int,
        boundary: str,  # noqa: ARG002
        encoding: str | None = None,
    ) -> tuple[QueryDict, MultiValueDict[str, Any]] | None:
        """Parse the request with a parser that looks at the names as they were sent."""
        request = self.request
        if request is None:
            return None
        others = [each for each in request.upload_handlers if each is not self]
        counter = _Counter(request, expected=content_length)
        parser = _Parser(META, input_data, [counter, *others], encoding)
        parser.counter = counter
        parsed = parser.parse()
        if _refused(request):
            _drop(input_data, settings.MATERIAL_MAX_BYTES)
        return parsed

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002
        return raw_data

    def file_complete(self, file_size: int) -> None:  # noqa: ARG002
        return None


def refusal_of(request: HttpRequest) -> RuleBroken | None:
    """Why the file of this request was not even read to its end. Reads the request's body."""
    _read = request.POST
    return _refused(request)


def _refused(request: HttpRequest) -> RuleBroken | None:
    return getattr(request, "refused_upload", None)


class _Parser(MultiPartParser):
    counter: _Counter

    def sanitize_file_name(self, file_name: str) -> str | None:
        """Django keeps the last part of a path; we refuse the path."""
        if has_path(html.unescape(file_name)):
            self.counter.refuse(FileRefused(code="path", name=file_name[:80]))
        return super().sanitize_file_name(file_name)


class _Counter(FileUploadHandler):
    def __init__(self, request: HttpRequest, *, expected: int) -> None:
        super().__init__(request)
        self.expected = expected
        self.received = 0

    def refuse(self, rule: RuleBroken) -> None:
        """Stop reading; the view finds the reason on the request."""
        self.request.refused_upload = rule  # type: ignore[union-attr]
        raise StopUpload(connection_reset=True)

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self.expected > settings.MATERIAL_MAX_BYTES + _FORM_BYTES:
            self._refuse_size()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002
        self.received += len(raw_data)
        if self.received > settings.MATERIAL_MAX_BYTES:
            self._refuse_size()
        return raw_data

    def file_complete(self, file_size: int) -> None:  # noqa: ARG002
        return None

    def _refuse_size(self) -> None:
        self.refuse(FileTooLarge(megabytes=settings.MATERIAL_MAX_BYTES // MEGABYTE))


def _drop(stream: IO[bytes], most: int) -> None:
    while most > 0 and (chunk := stream.read(min(most, _CHUNK_BYTES))):
        most -= len(chunk)
