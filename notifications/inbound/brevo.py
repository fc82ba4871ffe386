"""Mail that Brevo hands in. It keeps the parts of a mail until they are asked for; anymail asks without an end."""

from __future__ import annotations

import logging
import time
from typing import Any
from urllib.parse import quote, urljoin

import requests
from anymail.inbound import AnymailInboundMessage
from anymail.webhooks.brevo import BrevoInboundWebhookView
from django.conf import settings
from urllib3.exceptions import HTTPError

logger = logging.getLogger(__name__)
CONNECT_S, SILENT_S = 5.0, 5.0  # until Brevo answers; between two pieces of an answer
WHOLE_S = 15.0  # for all parts of one request: well within what a web worker has
_PIECE = 64 * 1024


class BrevoInbound(BrevoInboundWebhookView):  # type: ignore[misc]  # anymail has no types
    """anymail's view, with an end to how long and how much it fetches: else Brevo's trouble would take our web workers."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._until = time.monotonic() + WHOLE_S
        self._room = int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0)

    def _fetch_attachment(self, attachment: dict[str, Any]) -> Any:
        """One part; without its content where that is more than we take in. Raises requests.RequestException when it takes too long."""
        self._keep_time()
        url = urljoin(self.api_url, f"inbound/attachments/{quote(attachment['DownloadToken'], safe='')}")
        key = {"api-key": self.api_key}
        with requests.get(url, headers=key, timeout=(CONNECT_S, SILENT_S), stream=True) as response:
            response.raise_for_status()
            content = self._content_of(response)
            kind = response.headers.get("Content-Type") or attachment["ContentType"]
        return AnymailInboundMessage.construct_attachment(
            content_type=kind,
            content=content,
            filename=attachment.get("Name"),
            content_id=attachment.get("ContentID"),
        )

    def _content_of(self, response: requests.Response) -> bytes:
        """As it comes: a server that gives a few bytes at a time runs into the end as well."""
        found = bytearray()
        while piece := self._piece_of(response):
            self._keep_time()
            found += piece
            if len(found) > self._room:
                logger.warning("a part of a mail that Brevo holds is larger than we take in, and is left out")
                return b""
        self._room -= len(found)
        return bytes(found)

    def _piece_of(self, response: requests.Response) -> bytes:
        try:
            return bytes(response.raw.read1(_PIECE, decode_content=True))
        except HTTPError as error:
            raise requests.ConnectionError from error

    def _keep_time(self) -> None:
        if time.monotonic() > self._until:
            raise requests.Timeout
