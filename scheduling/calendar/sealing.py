"""What was read from a file and looked at, to be sent back as it is: what is taken over is what was seen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.core import signing

from scheduling.calendar.errors import ReadAgain
from scheduling.calendar.reading import Found
from tours.organisations.models import Organisation

LASTS = timedelta(days=1)


def sealed(organisation: Organisation, source: str, found: Sequence[Found]) -> str:
    rows = [
        [each.first.isoformat(), each.last.isoformat(), each.reason, each.start_min, each.end_min]
        for each in found
    ]
    return signing.dumps({"source": source, "days": rows}, salt=_salt(organisation), compress=True)


def opened(organisation: Organisation, text: str) -> tuple[str, list[Found]]:
    """The name of the file and its days. Raises ReadAgain."""
    try:
        value = signing.loads(text, salt=_salt(organisation), max_age=LASTS)
    except signing.BadSignature as error:
        raise ReadAgain from error
    days = [
        Found(date.fromisoformat(first), date.fromisoformat(last), reason, start_min, end_min)
        for first, last, reason, start_min, end_min in value["days"]
    ]
    return value["source"], days


def _salt(organisation: Organisation) -> str:
    return f"kalender-{organisation.pk}"
