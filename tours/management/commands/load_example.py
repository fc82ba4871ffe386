"""Loads the example: `manage.py load_example [--if-empty]`."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from tours.lifecycle.example import FILES, load
from tours.lifecycle.importing import BrokenFile
from tours.organisations.models import User
from tours.programme.models import Event

ORGANISER = "griffie@dialoogtoer.example"
LOGIN_FILE = "organiser-login.txt"  # in DATA_DIR


class Command(BaseCommand):
    help = "Loads the tour of 29 June 2018, what followed it, and a copy in the coming weeks to play with."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="only when there is no event at all yet")

    def handle(self, *_args: Any, if_empty: bool, **_options: Any) -> None:
        if if_empty and Event.objects.exists():
            return
        try:
            made = load(today=timezone.localdate())
        except BrokenFile as broken:
            raise CommandError(str(broken)) from broken
        for event in made:
            self.stdout.write(f"{event.slug}: {event.title}")
        if not made:
            self.stdout.write("The example is there already.")
        self._let_the_organiser_in()

    def _let_the_organiser_in(self) -> None:
        """An owner of the example's organisation; with a password in the one-process mode only, kept in DATA_DIR."""
        organisation = Event.objects.select_related("organisation").get(slug=FILES[0].stem).organisation
        login = Path(settings.DATA_DIR) / LOGIN_FILE
        known = User.objects.filter(email=ORGANISER).exists()
        options = {"organisation": organisation.name, "name": "Griffie", "stdout": self.stdout}
        if settings.ONE_PROCESS and not known:
            password = secrets.token_urlsafe(12)
            call_command("create_organiser", ORGANISER, password=password, **options)
            login.parent.mkdir(parents=True, exist_ok=True)
            login.touch(mode=0o600)
            login.write_text(f"{ORGANISER}\n{password}\n", encoding="utf-8")
        elif not known:
            call_command("create_organiser", ORGANISER, **options)
        if settings.ONE_PROCESS and login.exists():
            email, password = login.read_text(encoding="utf-8").split()
            self.stdout.write(f"Log in as {email} with the password {password} (kept in {login}).")
