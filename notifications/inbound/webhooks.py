"""Where mail servers and providers hand in what came: stored at once, worked later. The answer says nothing else.

anymail knows each provider's form and checks its signature or secret; what it makes of a request arrives here as a
signal, within that request.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
from collections.abc import Callable
from email import policy
from functools import wraps
from http import HTTPStatus
from typing import Any

import requests
from anymail.inbound import AnymailInboundMessage
from anymail.signals import (
    AnymailInboundEvent,
    AnymailTrackingEvent,
    EventType,
    RejectReason,
    inbound,
    tracking,
)
from anymail.webhooks.base import AnymailCoreWebhookView
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from core.text import one_line
from notifications.inbound.actions import store
from notifications.inbound.models import Form
from notifications.outbox.verdicts import says_no_mailbox

logger = logging.getLogger(__name__)
RAW = "raw"
_PLAIN = "text/plain; charset=utf-8"
_STATUS = re.compile(r"(?<![\d.])([45]\.\d{1,3}\.\d{1,3})(?![\d.])")
_TOLD_OF = frozenset({EventType.BOUNCED, EventType.REJECTED, EventType.COMPLAINED})
# What each provider calls a mailbox that is not there, where it gives no code of the server that said so.
_NOT_THERE: dict[str, Callable[[Any], bool]] = {
    "Postmark": lambda event: event.get("Type") in {"HardBounce", "BadEmailAddress"},
    "Amazon SES": lambda event: (
        event.get("bounce", {}).get("bounceType") == "Permanent"
        and event["bounce"].get("bounceSubType") in {"General", "NoEmail"}
    ),
    "Mailjet": lambda event: bool(event.get("hard_bounce")) and event.get("error") == "user unknown",
    "Brevo": lambda event: event.get("event") in {"hard_bounce", "invalid_email"},
    "SendGrid": lambda event: says_no_mailbox(str(event.get("status", ""))),
}


def most_bytes() -> int:
    """What we take in at most, in bytes."""
    return int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0)


@csrf_exempt
@require_POST
def raw(request: HttpRequest) -> HttpResponse:
    """One RFC 5322 message as body: 202 when it is stored, whatever is in it."""
    if not _knows_the_secret(request):
        return HttpResponse(status=HTTPStatus.UNAUTHORIZED, headers={"WWW-Authenticate": "Bearer"})
    if _is_too_large(request):
        return HttpResponse(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    body = request.read(most_bytes() + 1)
    if len(body) > most_bytes():
        return HttpResponse(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    if not body.strip():
        return HttpResponse(status=HTTPStatus.BAD_REQUEST)
    store(body, source=RAW)
    return HttpResponse(status=HTTPStatus.ACCEPTED)


def of_provider(
    view: type[AnymailCoreWebhookView], *, signs: bool = False
) -> Callable[..., HttpResponseBase]:
    """One of anymail's views, closed as long as there is no secret. `signs`: its signature is enough.

    401 to whoever has neither, whatever they send; 400 where a provider hands in at the wrong address, or what is
    no JSON; 503 where somebody else did not answer. Why stands in the log, and in the answer to who is known.
    """

    @csrf_exempt
    @wraps(view)
    def page(request: HttpRequest) -> HttpResponseBase:
        if not signs and not settings.ANYMAIL.get("WEBHOOK_SECRET"):
            return _stranger(request, "no secret is set")
        if _is_too_large(request):
            return HttpResponse(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        try:
            desk = view(basic_auth=[]) if signs else view()
            desk.setup(request)
            if request.method == "POST":
                desk.run_validators(request)
        except Exception as error:  # noqa: BLE001  (strangers send anything; and a provider's key may not be set)
            return _stranger(request, error)
        return _handed_in(desk, request)

    return page


def _stranger(request: HttpRequest, why: object) -> HttpResponse:
    logger.warning("%s: nobody we know (%s)", request.path, one_line(str(why))[:300])
    text = "The secret or the signature is missing or wrong.\n"
    asked = {"WWW-Authenticate": 'Basic realm="webhooks"'}  # before which Amazon does not show the secret
    return HttpResponse(text, _PLAIN, HTTPStatus.UNAUTHORIZED, headers=asked)


def _handed_in(desk: AnymailCoreWebhookView, request: HttpRequest) -> HttpResponseBase:
    """What a provider that we know hands in. A provider tries again after 503."""
    try:
        answer: HttpResponseBase = desk.dispatch(request)
    except ImproperlyConfigured as error:
        logger.error("%s: %s", request.path, error)  # noqa: TRY400  (where it was noticed says nothing)
        return HttpResponse(f"{error}\n", _PLAIN, HTTPStatus.BAD_REQUEST)
    except (requests.RequestException, BotoCoreError, ClientError) as error:
        by_hand = _subscribe_url(request)
        logger.warning("%s: the provider did not give what we asked: %s%s", request.path, error, by_hand)
        return HttpResponse(status=HTTPStatus.SERVICE_UNAVAILABLE)
    except json.JSONDecodeError as error:
        logger.warning("%s: not JSON: %s", request.path, error)
        return HttpResponse(f"This is not JSON: {error}\n", _PLAIN, HTTPStatus.BAD_REQUEST)
    return answer


def _subscribe_url(request: HttpRequest) -> str:
    """Where somebody confirms by hand what we may not confirm ourselves: Amazon's question whether it may hand in here."""
    said = json.loads(request.body)
    url = said.get("SubscribeURL") if isinstance(said, dict) else None
    return f" To confirm the subscription by hand, open {url}" if url else ""


@receiver(inbound, dispatch_uid="inbound.mail")
def mail_came(event: AnymailInboundEvent, esp_name: str, **_signal: Any) -> None:
    """A provider handed in a mail."""
    store(
        _octets(event.message), source=_source(esp_name), event_id=event.event_id or _name_of(event.esp_event)
    )


@receiver(tracking, dispatch_uid="inbound.report")
def report_came(event: AnymailTrackingEvent, esp_name: str, **_signal: Any) -> None:
    """A provider tells what became of a mail of ours; what went well is not news."""
    if event.event_type not in _TOLD_OF or not event.recipient:
        return
    said = event.mta_response or event.description or _comment(event.esp_event)
    facts = {
        "what": event.event_type,
        "recipient": event.recipient,
        "message_id": _our_id(event),
        "said": said[:1000],
        "no_mailbox": _no_mailbox(event, esp_name, said),
    }
    text = json.dumps(facts, sort_keys=True)
    name = (
        f"{event.event_id}:{event.recipient}:{event.event_type}"
        if event.event_id
        else f"{event.timestamp}:{text}"
    )
    store(text.encode(), source=_source(esp_name), form=Form.REPORT, event_id=name)


def _knows_the_secret(request: HttpRequest) -> bool:
    scheme, _space, given = request.headers.get("Authorization", "").partition(" ")
    known = constant_time_compare(given.strip(), settings.INBOUND_SECRET)
    return bool(settings.INBOUND_SECRET) and scheme.lower() == "bearer" and known


def _is_too_large(request: HttpRequest) -> bool:
    length = request.headers.get("Content-Length", "")
    return length.isdecimal() and int(length) > most_bytes()


def _source(esp_name: str) -> str:
    return esp_name.lower().replace(" ", "_")[:20]


def _octets(message: AnymailInboundMessage) -> bytes:
    """The mail as it was; where it cannot be written down like that, as near as can be."""
    try:
        return bytes(message.as_bytes(policy=policy.SMTP.clone(refold_source="none", max_line_length=None)))
    except Exception:  # noqa: BLE001  (the generator stumbles over odd headers and charsets in many ways)
        return str(message.as_string(policy=policy.compat32)).encode("utf-8", "surrogateescape")


def _name_of(parsed: object) -> str:
    """For a provider that names no mail, and hands it in taken apart: put together again it is never the same twice."""
    text = json.dumps(parsed, sort_keys=True) if isinstance(parsed, dict) else ""
    return hashlib.sha256(text.encode()).hexdigest() if text else ""


def _comment(facts: Any) -> str:
    """What Mailjet says about a failure, which anymail leaves where it is."""
    return str(facts.get("comment") or facts.get("error") or "") if isinstance(facts, dict) else ""


def _our_id(event: AnymailTrackingEvent) -> str:
    """Our own Message-ID where the provider tells it; most tell only theirs."""
    facts = event.esp_event if isinstance(event.esp_event, dict) else {}
    common = facts.get("mail", {}).get("commonHeaders", {}) if isinstance(facts.get("mail"), dict) else {}
    found = str(common.get("messageId") or event.message_id or "")
    return found if found.startswith("<") else ""


def _no_mailbox(event: AnymailTrackingEvent, esp_name: str, said: str) -> bool:
    """Only a mailbox that is not there is never mailed again: what the server said counts before what it is called."""
    if event.event_type == EventType.COMPLAINED:
        return False
    codes = _STATUS.findall(said)
    if codes:
        return any(says_no_mailbox(code) for code in codes)
    called = _NOT_THERE.get(esp_name)
    facts = event.esp_event
    return event.reject_reason == RejectReason.INVALID or bool(called and called(facts))
