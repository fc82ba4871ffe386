"""`manage.py sweep [--at ISO-TIME]`: one round of everything that beat would do."""

import math
from argparse import ArgumentTypeError
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from notifications.sweep import FAILED, sweep


def moment(text: str) -> datetime:
    """A moment in ISO 8601; without an offset it is meant in the time zone of the service."""
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found is None:
        raise ArgumentTypeError(f"{text!r} is not a moment like 2026-06-29T07:30:00+02:00")
    return timezone.make_aware(found) if timezone.is_naive(found) else found


class Command(BaseCommand):
    help = "Does everything that is due, once, and prints how many of each."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--at", type=moment, help="as if it were this moment (ISO 8601)")

    def handle(self, *_args: Any, **options: Any) -> None:
        counts = sweep(options["at"] or timezone.now(), budget_s=math.inf)
        self.stdout.write(" ".join(f"{name}={number}" for name, number in sorted(counts.items())))
        if counts.get(FAILED):
            raise CommandError("not every part of the sweep succeeded; see the log")
