"""Files within documents: other documents are looked into, programs are refused."""

from __future__ import annotations

import io
from pathlib import PurePosixPath

from tours.materials.checks import limits
from tours.materials.checks.package import Package
from tours.materials.checks.refused import Refused

_PROGRAMS = frozenset({
    ".exe", ".dll", ".com", ".scr", ".msi", ".js", ".jse", ".vbs", ".vbe", ".wsf", ".hta", ".bat", ".cmd", ".ps1",
    ".lnk", ".jar", ".htm", ".html", ".swf", ".xlsm", ".xlsb", ".xlam", ".docm", ".pptm", ".dotm", ".potm", ".ppsm",
    ".iso", ".url", ".scf", ".chm", ".reg",
})  # fmt: skip
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Names of streams in an OLE file, as they stand in its directory: a packed file, and macros.
_PACKED = ("Ole10Native", "_VBA_PROJECT", "VBA", "Macros")


def look_into(package: Package, name: str, depth: int) -> None:
    """Refused when this member is, or holds, something that can run."""
    if PurePosixPath(name).suffix.lower() in _PROGRAMS:
        raise Refused("embedded", name=PurePosixPath(name).name)
    if "/embeddings/" not in f"/{name.lower()}" and not _is_ole_object(name):
        return
    content = package.read(name, limits.EMBEDDED_BYTES)
    if content.startswith(_OLE) and any(_stream(packed) in content for packed in _PACKED):
        raise Refused("embedded", name=PurePosixPath(name).name)
    if content.startswith(b"MZ"):
        raise Refused("embedded", name=PurePosixPath(name).name)
    if content.startswith(b"PK"):
        if depth >= limits.ZIP_DEPTH:
            raise Refused("embedded", name=PurePosixPath(name).name)
        inner = Package(io.BytesIO(content), package.extension)
        for member in inner.names:
            refuse_macros(inner, member)
            look_into(inner, member, depth + 1)


def refuse_macros(package: Package, name: str) -> None:
    """By the names under which office programs keep macros and controls."""
    parts = name.lower().split("/")
    if parts[-1].startswith("vbaproject") or {"activex", "macrosheets", "dialogsheets"} & set(parts[:-1]):
        raise Refused("macros", extension=package.extension)
    if parts[0] in {"basic", "scripts"}:
        raise Refused("macros", extension=package.extension)


def _is_ole_object(name: str) -> bool:
    """In an ODF document embedded objects stand at the top, as `Object 1`."""
    return "/" not in name and name.startswith("Object ")


def _stream(name: str) -> bytes:
    return name.encode("utf-16-le") + b"\0\0"
