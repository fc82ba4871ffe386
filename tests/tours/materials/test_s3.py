"""The same way from upload to download when the files are in an S3-compatible store: over HTTP, without any path."""

import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.test import Client

from config.settings import _materials_storage
from tests.tours.materials import files
from tests.tours.materials.conftest import a_material, stored
from tours.materials import actions, store
from tours.materials.errors import StorageUnavailable
from tours.materials.links import download_url
from tours.materials.models import Material, MaterialVersion

pytestmark = pytest.mark.django_db(transaction=True)


class _Bucket(BaseHTTPRequestHandler):
    """As much of S3 as the storage asks for; no signatures are checked."""

    protocol_version = "HTTP/1.1"

    def do_PUT(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if "aws-chunked" in self.headers.get("Content-Encoding", ""):
            body = _unchunked(body)
        self.server.objects[self.path.partition("?")[0]] = body
        self._answer(200)

    def do_GET(self, *, send=True):
        body = self.server.objects.get(self.path.partition("?")[0])
        if body is None:
            self._answer(404)
            return
        asked = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))
        self.server.asked.append(self.headers.get("Range", self.command))
        part = body[int(asked[1]) : int(asked[2]) + 1] if asked else body
        self._answer(206 if asked else 200, part, send=send)

    def do_HEAD(self):
        self.do_GET(send=False)

    def do_DELETE(self):
        self.server.objects.pop(self.path.partition("?")[0], None)
        self._answer(204)

    def _answer(self, status, body=b"", *, send=True):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", '"x"')
        self.send_header("Last-Modified", "Fri, 29 Jun 2018 09:15:00 GMT")
        self.end_headers()
        if send:
            self.wfile.write(body)

    def log_message(self, *args):
        pass


def _unchunked(body):
    """aws-chunked: a length in hexadecimal before each part, and checksums after the last."""
    whole = b""
    while True:
        head, _, body = body.partition(b"\r\n")
        length = int(head.partition(b";")[0], 16)
        if not length:
            return whole
        whole, body = whole + body[:length], body[length + 2 :]


@pytest.fixture
def bucket(settings, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with ThreadingHTTPServer(("127.0.0.1", 0), _Bucket) as server:
        server.objects, server.asked = {}, []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"s3://materiaal?endpoint=http://127.0.0.1:{server.server_port}&region=eu-west-1"
        settings.STORAGES = settings.STORAGES | {"materials": _materials_storage(url)}
        yield server
        server.shutdown()


def test_from_upload_to_download(bucket):
    material = a_material(data=files.a_pdf(files.everything_active))
    assert material.newest.state == "published"
    assert list(bucket.objects.values()) == [stored(material.newest)]
    assert b"JavaScript" not in stored(material.newest)
    response = Client().get(download_url(material))
    assert b"".join(response.streaming_content) == stored(material.newest)


def test_a_range_asks_the_store_for_that_range_only(bucket):
    material = a_material(name="dia.pptx", data=files.a_pptx({"ppt/media/a.bin": bytes(range(256)) * 400}))
    whole = stored(material.newest)
    bucket.asked.clear()
    response = Client().get(download_url(material), headers={"range": "bytes=100-199"})
    assert response.status_code == 206
    assert b"".join(response.streaming_content) == whole[100:200]
    assert bucket.asked[-1] == "bytes=100-199"
    assert set(bucket.asked[:-1]) <= {"HEAD"}


def test_what_is_deleted_is_gone_from_the_store(bucket):
    actions.delete(a_material())
    assert bucket.objects == {}


def test_a_store_that_does_not_answer_keeps_nothing(bucket, monkeypatch):
    monkeypatch.setattr(_Bucket, "do_PUT", lambda self: self._answer(403))
    with pytest.raises(StorageUnavailable):
        a_material()
    assert not Material.objects.exists()


def test_a_file_that_the_store_lost_waits_and_is_refused_in_the_end(bucket):
    version = a_material(checked=False).versions.get()
    bucket.objects.clear()
    for _attempt in range(3):
        MaterialVersion.objects.update(lease_until=None)
        actions.check(version.pk)
    version.refresh_from_db()
    assert version.state == "rejected"
    with pytest.raises(OSError, match=r"."):
        list(store.read("weg"))
