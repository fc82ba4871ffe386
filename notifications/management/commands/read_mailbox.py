"""Read the mailbox to which answers go."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import InterfaceError, OperationalError, connection

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
        while every is not None:
            self._look_again()
            time.sleep(every)
        try:
            self._look()
        except mailbox.MailboxRefused as error:
            raise CommandError(str(error)) from error

    def _look(self) -> None:
        self.stdout.write(f"{mailbox.read(settings.INBOUND_MAILBOX_URL)} taken in")

    def _look_again(self) -> None:
        """Whatever is away now, the mailbox or our own database, may be there the next time: nothing is marked before it is stored."""
        try:
            self._look()
        except mailbox.MailboxRefused as error:
            self.stderr.write(str(error))
        except (OperationalError, InterfaceError) as error:
            self.stderr.write(f"the database: {error}".strip())
            connection.close()
