"""What /metrics says: the figures of /readyz and how much waits, in the Prometheus text format (version 0.0.4).

https://github.com/prometheus/docs/blob/main/content/docs/instrumenting/exposition_formats.md
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Count, QuerySet

from notifications.inbound.models import Received, ReceivedState
from notifications.outbox import health
from notifications.outbox.models import Message, MessageState
from tours.materials.models import MaterialVersion, VersionState

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
# What somebody or something still has to look at: these stay few, however many were dealt with.
_MESSAGES = [MessageState.PENDING, MessageState.SENDING, MessageState.HELD, MessageState.FAILED]
_RECEIVED = [ReceivedState.NEW, ReceivedState.REVIEW]
_MATERIAL = [VersionState.QUARANTINED, VersionState.CHECKING]


def exposition() -> str:
    """Gauges, one a line; names end in their unit. Five statements; a database that is gone raises."""
    report = health.report()
    ages = {"clock": report["clock"]["age_s"], "worker": report["worker"]["age_s"]} | report["sweep"]
    seen = {name: age for name, age in ages.items() if age is not None}
    lines = [
        *_gauge("ready", "1 when /readyz says so.", {"": int(report["ok"])}),
        *_gauge(
            "queue_oldest_due_seconds",
            "Since when the longest waiting message should have been sent.",
            {"": report["queue"]["oldest_due_s"]},
        ),
        *_gauge("heartbeat_age_seconds", "Since when a part was last seen at work.", _by("part", seen)),
        *_gauge("messages", "Messages that are not dealt with.", _counts(Message.objects.all(), _MESSAGES)),
        *_gauge("received", "Mail that came in and waits.", _counts(Received.objects.all(), _RECEIVED)),
        *_gauge(
            "material_versions",
            "Files that wait to be checked.",
            _counts(MaterialVersion.objects.all(), _MATERIAL),
        ),
    ]
    return "\n".join(lines) + "\n"


def _gauge(name: str, about: str, values: Mapping[str, float]) -> Iterator[str]:
    yield f"# HELP dialoogtoer_{name} {about}"
    yield f"# TYPE dialoogtoer_{name} gauge"
    for labels, value in values.items():
        yield f"dialoogtoer_{name}{labels} {value}"


def _by(label: str, values: Mapping[str, float]) -> dict[str, float]:
    return {f'{{{label}="{name}"}}': value for name, value in values.items()}


def _counts(rows: QuerySet[Any], states: Sequence[str]) -> dict[str, float]:
    """How many there are in each of these states, none included."""
    counted = rows.filter(state__in=states).order_by("state").values_list("state").annotate(Count("pk"))
    return _by("state", dict.fromkeys(states, 0) | dict(counted))
