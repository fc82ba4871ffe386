"""Read the mailbox to which answers go."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from notifications.inbound import mailbox


class Command(BaseCommand):
    help = "Take in what is unseen in the mailbox of INBOUND_MAILBOX_URL, once or every so many seconds."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--every", type=int, metavar="SECONDS", help="stay, and look again after so many seconds"
        )

    def handle(self, *_args: Any, every: int | None = None, **_options: Any) -> None:
        if not settings.INBOUND_MAILBOX_URL:
            raise CommandError("INBOUND_MAILBOX_URL is not set.")
        while True:
            try:
                self.stdout.write(f"{mailbox.read(settings.INBOUND_MAILBOX_URL)} taken in")
            except mailbox.MailboxRefused as error:
                if every is None:
                    raise CommandError(str(error)) from error
                self.stderr.write(str(error))
            if every is None:
                return
            time.sleep(every)
