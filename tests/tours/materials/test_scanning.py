"""clamd at the other end: what it finds goes, and without its word nothing is handed on."""

import socketserver
import struct
import threading

import pytest
from django.utils import timezone

from tests.tours.materials import files
from tests.tours.materials.conftest import a_material, check_all, stored, stored_files
from tours.materials.models import Material, MaterialVersion

pytestmark = pytest.mark.django_db(transaction=True)  # files go when the transaction is over
VIRUS = b"X5O!P%@AP (as if)"


class Clamd(socketserver.ThreadingTCPServer):
    """Speaks INSTREAM and nothing else; keeps what it was shown."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Asked)
        self.shown = []
        self.answer = ""  # what it says whatever it is shown


class Asked(socketserver.StreamRequestHandler):
    def handle(self):
        assert self.rfile.read(10) == b"zINSTREAM\0"
        shown = b""
        while size := struct.unpack(">L", self.rfile.read(4))[0]:
            shown += self.rfile.read(size)
        self.server.shown.append(shown)
        said = "stream: As.If FOUND" if VIRUS in shown else "stream: OK"
        self.wfile.write((self.server.answer or said).encode() + b"\0")


@pytest.fixture
def clamd(settings):
    with Clamd() as server:
        threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        settings.CLAMD_URL = f"tcp://127.0.0.1:{server.server_address[1]}"
        yield server
        server.shutdown()


def test_what_is_published_is_what_was_scanned(clamd):
    version = a_material(data=files.a_pdf(files.everything_active)).versions.get()
    assert version.state == "published"
    assert clamd.shown == [stored(version)]


def test_a_virus_is_refused_and_thrown_away(clamd, settings):
    version = a_material(name="tekst.txt", data=VIRUS).versions.get()
    assert version.state == "rejected"
    assert "As.If" in version.refused_because
    assert stored_files(settings) == []


def test_what_is_kept_for_the_organiser_is_scanned_too(clamd, settings):
    clamd.answer = "stream: As.If FOUND"
    linked = files.a_pptx(links=[("video", "file:///C:/Film.mp4", "External")])
    version = a_material(name="dia.pptx", data=linked).versions.get()
    assert version.refusal == {"code": "virus", "name": "As.If"}
    assert (clamd.shown, stored_files(settings)) == ([linked], [])


@pytest.mark.parametrize(
    "answer", ["INSTREAM size limit exceeded. ERROR", "OK", "stream: ", "stream: OK FOUND OK"]
)
def test_without_a_clear_answer_a_file_waits_however_long_and_then_is_published(clamd, answer):
    clamd.answer = answer
    material = a_material()
    for _attempt in range(4):
        MaterialVersion.objects.update(lease_until=None)
        check_all()
    assert material.versions.get().state == "quarantined"
    assert not Material.objects.public_now(at=timezone.now()).exists()
    clamd.answer = ""
    MaterialVersion.objects.update(lease_until=None)
    check_all()
    assert material.versions.get().state == "published"


def test_a_scanner_that_is_away_is_waited_for(settings):
    settings.CLAMD_URL = "tcp://127.0.0.1:1"
    version = a_material().versions.get()
    assert (version.state, version.attempts) == ("quarantined", 0)
    assert version.lease_until > timezone.now()
