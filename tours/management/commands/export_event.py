"""Writes an event file: `manage.py export_event SLUG [--to FOLDER]`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.files.storage import storages
from django.core.management.base import BaseCommand, CommandError, CommandParser

from tours.lifecycle.importing.writer import material_path, write_event
from tours.programme.models import Event


class Command(BaseCommand):
    help = "Writes one event as a file that import_event reads. See docs/event-file.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument(
            "--to",
            type=Path,
            metavar="FOLDER",
            help="write SLUG.yaml there, and the files of its material below it",
        )

    def handle(self, *_args: Any, slug: str, to: Path | None, **_options: Any) -> None:
        event = (
            Event.objects.select_related("organisation", "meeting_point", "end_point", "follows")
            .filter(slug=slug)
            .first()
        )
        if event is None:
            raise CommandError(f"There is no event called {slug}.")
        text = write_event(event)
        if to is None:
            self.stdout.write(text, ending="")
            return
        to.mkdir(parents=True, exist_ok=True)
        (to / f"{slug}.yaml").write_text(text, encoding="utf-8", newline="\n")
        self._write_files(event, to)
        self.stdout.write(str(to / f"{slug}.yaml"))

    @staticmethod
    def _write_files(event: Event, to: Path) -> None:
        for material in event.materials.with_files():
            if material.newest is None:
                continue
            target = to / material_path(event, material)
            target.parent.mkdir(parents=True, exist_ok=True)
            with storages["materials"].open(material.newest.storage_name) as stored:
                target.write_bytes(stored.read())
