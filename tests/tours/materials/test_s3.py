"""The same way from upload to download when the files are in an S3-compatible store: over HTTP, against moto's server."""

import os

import boto3
import pytest
from django.core.files.storage import storages
from django.core.management import call_command
from django.test import Client
from moto.server import ThreadedMotoServer

from config.settings import _materials_storage
from tests.tours.materials import files
from tests.tours.materials.conftest import a_material, stored
from tours.materials import actions, store
from tours.materials.errors import StorageUnavailable
from tours.materials.links import download_url, zip_url
from tours.materials.models import Material, MaterialVersion

pytestmark = pytest.mark.django_db(transaction=True)
NAME = "materiaal"


@pytest.fixture(scope="module")
def server():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    yield "http://{}:{}".format(*server.get_host_and_port())
    server.stop()


@pytest.fixture
def client(server, settings, monkeypatch):
    """A client of the store, where nothing is yet; MATERIALS_URL points there."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    url = f"s3://{NAME}?endpoint={server}&region=eu-west-1"
    settings.STORAGES = settings.STORAGES | {"materials": _materials_storage(url)}
    client = boto3.client("s3", endpoint_url=server, region_name="eu-west-1")
    yield client
    if NAME in {each["Name"] for each in client.list_buckets()["Buckets"]}:
        for key in keys_in(client):
            client.delete_object(Bucket=NAME, Key=key)
        client.delete_bucket(Bucket=NAME)


@pytest.fixture
def bucket(client):
    call_command("make_bucket", verbosity=0)
    return client


def keys_in(client):
    return [each["Key"] for each in client.list_objects_v2(Bucket=NAME).get("Contents", [])]


def body(response):
    return b"".join(response.streaming_content)


def test_the_bucket_is_made_once_where_it_should_be(client, capsys):
    call_command("make_bucket")
    call_command("make_bucket")
    assert capsys.readouterr().out == f"Made the bucket {NAME}.\nThe bucket {NAME} is there.\n"
    assert client.get_bucket_location(Bucket=NAME)["LocationConstraint"] == "eu-west-1"


def test_from_upload_to_download(bucket):
    material = a_material(data=files.a_pdf(files.everything_active))
    assert material.newest.state == "published"
    assert keys_in(bucket) == [material.newest.storage_name]
    assert b"JavaScript" not in stored(material.newest)
    response = Client().get(download_url(material))
    assert body(response) == stored(material.newest)


def test_a_large_file_goes_in_parts_and_comes_out_whole(bucket):
    large = files.a_pptx({"ppt/media/a.bin": os.urandom(20 * 1024 * 1024)})
    material = a_material(name="dia.pptx", data=large)
    tag = bucket.head_object(Bucket=NAME, Key=material.newest.storage_name)["ETag"]
    assert "-" in tag, "an ETag of several parts has their number behind it"
    assert body(Client().get(download_url(material))) == large
    assert body(Client().get(download_url(material), headers={"range": "bytes=-100"})) == large[-100:]


def test_a_range_asks_the_store_for_that_range_only(bucket):
    material = a_material(name="dia.pptx", data=files.a_pptx({"ppt/media/a.bin": bytes(range(256)) * 400}))
    whole, asked = stored(material.newest), []
    events = storages["materials"].connection.meta.client.meta.events
    events.register("before-send.s3.GetObject", lambda request, **_: asked.append(request.headers["Range"]))
    response = Client().get(download_url(material), headers={"range": "bytes=100-199"})
    assert response.status_code == 206
    assert body(response) == whole[100:200]
    assert asked == [b"bytes=100-199"]


def test_the_zip_of_everything(bucket):
    material = a_material()
    a_material(material.event, name="plaatje.png", data=files.an_image())
    response = Client().get(zip_url(material.event))
    assert len(body(response)) == int(response["Content-Length"])


def test_what_is_deleted_is_gone_from_the_store(bucket):
    actions.delete(a_material())
    assert keys_in(bucket) == []


def test_a_store_without_our_bucket_keeps_nothing(client):
    with pytest.raises(StorageUnavailable):
        a_material()
    assert not Material.objects.exists()


def test_a_file_that_the_store_lost_waits_and_is_refused_in_the_end(bucket):
    version = a_material(checked=False).versions.get()
    bucket.delete_object(Bucket=NAME, Key=version.storage_name)
    for _attempt in range(3):
        MaterialVersion.objects.update(lease_until=None)
        actions.check(version.pk)
    version.refresh_from_db()
    assert version.state == "rejected"
    with pytest.raises(OSError, match=r"."):
        list(store.read("weg"))


def test_a_file_that_the_store_lost_is_said_to_be_lost(bucket):
    material = a_material()
    bucket.delete_object(Bucket=NAME, Key=material.newest.storage_name)
    assert "zoekgeraakt" in Client().get(download_url(material)).text
    assert Client().get(zip_url(material.event)).status_code == 404


def test_a_download_from_a_store_that_does_not_answer_is_a_503_before_it_begins(
    bucket, settings, monkeypatch
):
    material = a_material()
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    nowhere = _materials_storage(f"s3://{NAME}?endpoint=http://127.0.0.1:1&region=eu-west-1")
    settings.STORAGES = settings.STORAGES | {"materials": nowhere}
    for url in (download_url(material), zip_url(material.event)):
        response = Client().get(url)
        assert (response.status_code, response["Retry-After"]) == (503, "30")
