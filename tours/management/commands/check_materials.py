"""`manage.py check_materials`: files that the database knows of, against what the storage has."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tours.materials import store
from tours.models import MaterialVersion


class Command(BaseCommand):
    help = "Looks for each file of material in the storage; a list and exit 1 when some are not there."

    def handle(self, *_args: Any, **_options: Any) -> None:
        kept = MaterialVersion.objects.exclude(storage_name="").select_related("material__event")
        lost = [version for version in kept.order_by("pk").iterator() if not store.has(version.storage_name)]
        for version in lost:
            about = version.material
            self.stdout.write(
                f"{about.event.slug}: {about.title}, {version} is not there ({version.storage_name})"
            )
        self.stdout.write(f"{len(lost)} files are not there")
        if lost:
            raise CommandError("Put these files back from a backup, or ask for them again.")
