"""Have clamd look for viruses in what would be handed on, over its INSTREAM command (man 8 clamd). Fails closed."""

from __future__ import annotations

import socket
import struct
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from tours.materials.inspection import Verdict
from tours.materials.refusals import KEPT

_PORT = 3310
_CHUNK = 64 * 1024
_SILENT_S = 60.0  # clamd's own default is to be waited for without end
_LONGEST_ANSWER = 1024
_FOUND = " FOUND"


class NotScanned(Exception):
    """The scanner gave no clear answer: it is away, too slow, or will not take a file this large."""


def scanned(verdict: Verdict, path: Path) -> Verdict:
    """The verdict, or a refusal when a virus is in the file that would be published or kept. NotScanned when unclear."""
    leaves = verdict.accepted or verdict.refusal["code"] in KEPT
    if not settings.CLAMD_URL or not leaves:
        return verdict
    found = virus_in(path)
    return Verdict(refusal={"code": "virus", "name": found}) if found else verdict


def virus_in(path: Path) -> str:
    """What clamd calls the virus in this file; empty when it finds none."""
    try:
        with _connected() as clamd, path.open("rb") as file:
            clamd.sendall(b"zINSTREAM\0")
            while chunk := file.read(_CHUNK):
                clamd.sendall(struct.pack(">L", len(chunk)) + chunk)
            clamd.sendall(struct.pack(">L", 0))
            answer = _answer(clamd)
    except OSError as error:
        raise NotScanned(str(error)) from error
    said = answer.removeprefix("stream: ")
    if said != answer and said == "OK":
        return ""
    if said != answer and said.endswith(_FOUND):
        return said.removesuffix(_FOUND)
    raise NotScanned(answer)


def _connected() -> socket.socket:
    where = urlsplit(settings.CLAMD_URL)
    if where.scheme == "unix":
        clamd = socket.socket(socket.AF_UNIX)
        clamd.settimeout(_SILENT_S)
        clamd.connect(where.path)
        return clamd
    return socket.create_connection((where.hostname, where.port or _PORT), timeout=_SILENT_S)


def _answer(clamd: socket.socket) -> str:
    said = b""
    while len(said) < _LONGEST_ANSWER and not said.endswith(b"\0"):
        more = clamd.recv(_LONGEST_ANSWER)
        if not more:
            break
        said += more
    return said.rstrip(b"\0\n").decode(errors="replace")
