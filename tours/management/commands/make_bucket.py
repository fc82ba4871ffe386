"""Make the bucket of MATERIALS_URL when it is not there yet; nothing to do for a folder."""

from http import HTTPStatus
from typing import Any

from django.core.files.storage import storages
from django.core.management.base import BaseCommand

_HOME_REGION = "us-east-1"  # where a bucket comes by itself: S3 refuses to hear it named


class Command(BaseCommand):
    help = "Make the bucket that MATERIALS_URL names, when it is not there yet."

    def handle(self, **_options: Any) -> None:
        storage: Any = storages["materials"]
        name = getattr(storage, "bucket_name", "")
        if not name:
            self.stdout.write("Materials are kept in a folder: no bucket to make.")
            return
        client = storage.connection.meta.client
        if _is_there(client, name):
            self.stdout.write(f"The bucket {name} is there.")
            return
        region = client.meta.region_name
        where = {"CreateBucketConfiguration": {"LocationConstraint": region}}
        client.create_bucket(Bucket=name, **(where if region not in {None, _HOME_REGION} else {}))
        self.stdout.write(f"Made the bucket {name}.")


def _is_there(client: Any, name: str) -> bool:
    """Asked of the bucket itself: keys that open one bucket may not list all."""
    try:
        client.head_bucket(Bucket=name)
    except client.exceptions.ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] != HTTPStatus.NOT_FOUND:
            raise
        return False
    return True
