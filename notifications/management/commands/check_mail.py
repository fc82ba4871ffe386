"""Is the mail set up well? Looks at the settings and, with an address, at what comes back of a test invitation."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.utils import timezone

from core.errors import RuleBroken
from notifications.inbound.actions import work_off
from notifications.outbox.delivery import deliver_due
from notifications.trial.actions import start
from notifications.trial.advice import BAD, findings
from notifications.trial.models import MailTrial
from tours.models import Organisation

_LOOK_EVERY_S = 5


class Command(BaseCommand):
    help = "Say in words what to change in the set-up of the mail; exit 1 when something must."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", nargs="?", help="send a test invitation there")
        parser.add_argument(
            "--organisation", metavar="SLUG", help="whose mailbox it comes from; the only one"
        )
        parser.add_argument("--wait", type=int, default=0, metavar="SECONDS", help="for what comes back")

    def handle(
        self, *_args: Any, email: str | None, organisation: str | None, wait: int, **_options: Any
    ) -> None:
        whose = _organisation(organisation)
        trial = self._try(whose, email, wait=wait) if email else whose.mail_trials.first()
        found = findings(whose, trial, at=timezone.now())
        for one in found:
            self.stdout.write(f"[{one.standing}] {one.title}")
            if one.todo:
                self.stdout.write(f"    {one.todo}")
        if any(one.standing == BAD for one in found):
            raise SystemExit(1)

    def _try(self, whose: Organisation, email: str, *, wait: int) -> MailTrial:
        try:
            validate_email(email)
            trial = start(whose, email=email, by=None)
        except ValidationError as error:
            raise CommandError(f"{email} is not an e-mail address.") from error
        except RuleBroken as no:
            raise CommandError(str(no)) from no
        deliver_due(at=timezone.now())
        until = time.monotonic() + wait
        while not trial.came_back_at and time.monotonic() < until:
            time.sleep(min(_LOOK_EVERY_S, max(0.0, until - time.monotonic())))
            work_off(at=timezone.now())
            trial.refresh_from_db()
        return MailTrial.objects.select_related("message").get(pk=trial.pk)


def _organisation(slug: str | None) -> Organisation:
    """The one with this slug; without it the only one that has members, for others are only named in a programme."""
    working = Organisation.objects.filter(memberships__isnull=False).distinct().order_by("slug")
    found = list(Organisation.objects.filter(slug=slug) if slug else working[:2])
    if len(found) != 1:
        known = ", ".join(working.values_list("slug", flat=True))
        raise CommandError(f"Name the organisation with --organisation: {known or 'there is none yet'}.")
    return found[0]
