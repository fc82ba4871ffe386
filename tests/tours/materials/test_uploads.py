"""Uploads over real HTTP: too large, lying about it, with a path in the name. Nothing of them stays."""

import contextlib
import http.client
import re
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.builders import a_user, an_event
from tests.tours.materials import files
from tests.tours.materials.conftest import stored_files
from tours.materials.models import Material

pytestmark = pytest.mark.django_db(transaction=True)
MEGABYTE = 1024 * 1024
BOUNDARY = "grens"


@pytest.fixture
def desk(live_server, settings, tmp_path):
    """An organiser's browser on a real server that takes two megabytes."""
    settings.MATERIAL_MAX_BYTES = 2 * MEGABYTE
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "uploads")
    Path(settings.FILE_UPLOAD_TEMP_DIR).mkdir()
    return Desk(live_server.url, an_event())


class Desk:
    def __init__(self, server, event):
        self.event = event
        self.path = f"/beheer/{event.slug}/materiaal/"
        self.host = urlsplit(server).netloc
        browser = Client()
        browser.force_login(a_user(organisation=event.organisation))
        page = browser.get(self.path).content.decode()
        self.token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        self.cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in browser.cookies.items())

    def fields(self, name):
        about = {"csrfmiddlewaretoken": self.token, "visibility": "public", "shown": "at_once", "place": ""}
        parts = [
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
            for key, value in about.items()
        ]
        parts.append(
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
            "Content-Type: application/pdf\r\n\r\n"
        )
        return "".join(parts).encode()

    def send(self, name, chunks, *, length=None):
        """Post these chunks as one file; `length` is what Content-Length says, if not the truth."""
        before, after = self.fields(name), f"\r\n--{BOUNDARY}--\r\n".encode()
        chunks = [before, *chunks, after]
        with contextlib.closing(http.client.HTTPConnection(self.host, timeout=120)) as connection:
            connection.putrequest("POST", f"{self.path}bestand/")
            connection.putheader("Content-Type", f"multipart/form-data; boundary={BOUNDARY}")
            connection.putheader("Content-Length", str(length or sum(map(len, chunks))))
            connection.putheader("Cookie", self.cookies)
            connection.endheaders()
            for chunk in chunks:
                connection.send(chunk)
            with connection.getresponse() as response:
                return response.status, response.read().decode()


def nothing_is_left(settings):
    """Files of a request go when it is closed, which may be a moment after its answer is here."""
    deadline = time.monotonic() + 60
    while list(Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return (
        not Material.objects.exists()
        and stored_files(settings) == []
        and not list(Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir())
    )


def test_a_good_upload_arrives(desk, settings):
    assert desk.send("dia.pdf", [files.a_pdf()])[0] == 302
    assert Material.objects.get().versions.get().state == "quarantined"


def test_a_file_too_large_is_refused_with_the_reason(desk, settings):
    status, page = desk.send("dia.pdf", [bytes(MEGABYTE)] * 5)
    assert status == 413
    assert "hoogstens 2 MB" in page
    assert nothing_is_left(settings)


def test_what_comes_after_the_limit_is_not_read_for_ever(desk, settings):
    """Twenty times the limit: the server closes the door, or says why; it never keeps any of it."""
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        assert desk.send("dia.pdf", [bytes(MEGABYTE)] * 40)[0] == 413
    assert nothing_is_left(settings)


def test_a_length_that_says_less_than_is_sent_keeps_nothing(desk, settings):
    length = len(desk.fields("dia.pdf")) + 1000
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        assert desk.send("dia.pdf", [bytes(MEGABYTE)] * 5, length=length)[0] in {413, 422}
    assert nothing_is_left(settings)


@pytest.mark.parametrize(
    "name", ["../../etc/dia.pdf", "C:\\\\Users\\\\Sam\\\\dia.pdf", "&#46;&#46;&#47;dia.pdf"]
)
def test_a_path_in_the_name_is_refused_with_the_reason(desk, settings, name):
    status, page = desk.send(name, [files.a_pdf()])
    assert status == 422
    assert "staat een map" in page
    assert nothing_is_left(settings)


def test_the_limit_holds_for_all_files_of_a_request_together(desk, settings):
    part = f'\r\n--{BOUNDARY}\r\nContent-Disposition: form-data; name="tweede"; filename="b.pdf"\r\n\r\n'.encode()
    status, _page = desk.send("dia.pdf", [bytes(MEGABYTE + MEGABYTE // 2), part, bytes(MEGABYTE)])
    assert status == 413
    assert nothing_is_left(settings)


def test_a_form_of_which_the_body_was_read_before_is_parsed_all_the_same(rf):
    request = rf.post("/", {"title": "Mijn titel", "file": SimpleUploadedFile("dia.pdf", files.a_pdf())})
    assert request.body
    assert request.POST["title"] == "Mijn titel"
    assert list(request.FILES) == ["file"]


def test_a_form_without_a_file_says_so(desk):
    browser = Client()
    browser.force_login(a_user(organisation=desk.event.organisation))
    response = browser.post(
        f"{desk.path}bestand/", {"title": "Mijn titel", "visibility": "public", "shown": "at_once"}
    )
    assert response.status_code == 422
    assert "Mijn titel" in response.content.decode()
