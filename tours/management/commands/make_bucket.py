"""Make the bucket of MATERIALS_URL when it is not there yet; nothing to do for a folder."""

from typing import Any

from django.core.files.storage import storages
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Make the bucket that MATERIALS_URL names, when it is not there yet."

    def handle(self, **_options: Any) -> None:
        storage: Any = storages["materials"]
        name = getattr(storage, "bucket_name", "")
        if not name:
            self.stdout.write("Materials are kept in a folder: no bucket to make.")
            return
        client = storage.connection.meta.client
        if name in {bucket["Name"] for bucket in client.list_buckets()["Buckets"]}:
            self.stdout.write(f"The bucket {name} is there.")
            return
        client.create_bucket(Bucket=name)
        self.stdout.write(f"Made the bucket {name}.")
