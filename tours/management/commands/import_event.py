"""Reads an event file: `manage.py import_event FILE.yaml [--publish]`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from tours.lifecycle.actions import Imported, import_event
from tours.lifecycle.importing import BrokenFile
from tours.lifecycle.importing.reader import MAX_BYTES


class Command(BaseCommand):
    help = "Creates or updates the drafts of one event from a file. See docs/event-file.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.yaml")
        parser.add_argument(
            "--publish", action="store_true", help="publish it as well, when something differs"
        )

    def handle(self, *_args: Any, file: Path, publish: bool, **_options: Any) -> None:
        try:
            with file.open("rb") as opened:
                content = opened.read(MAX_BYTES + 1)
            done = import_event(content, folder=file.parent, publish=publish)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        except BrokenFile as broken:
            raise CommandError(self.problems(file, broken)) from broken
        self.stdout.write(summary(done, publish=publish))

    @staticmethod
    def problems(file: Path, broken: BrokenFile) -> str:
        """One line per problem: file, line, field, what was expected."""
        lines = [f"{file}:{problem}" for problem in broken.problems]
        return "\n".join([*lines, _("Er is niets veranderd.")])


def summary(done: Imported, *, publish: bool) -> str:
    """What an import did, in one line."""
    if done.created:
        said = _("gemaakt")
    elif done.changed:
        said = _("bijgewerkt")
    else:
        said = _("geen verschil (no difference)")
    if done.revision:
        said += ", " + _("gepubliceerd als versie %(number)s") % {"number": done.revision.number}
    elif publish and done.changed:
        said += ", " + _("niets nieuws te publiceren (no difference)")
    return f"{done.event.slug}: {said}"
