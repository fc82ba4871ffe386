"""ODP, ODT and ODS: OpenDocument 1.3 (part 2 for the packaging)."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from tours.materials.checks.embedded import look_into, refuse_macros
from tours.materials.checks.package import Package
from tours.materials.checks.refused import Refused
from tours.materials.checks.xml import attribute, elements

_OPENDOCUMENT = "application/vnd.oasis.opendocument."
_MAIN = {"odp": "presentation", "odt": "text", "ods": "spreadsheet"}
_MANIFEST = "META-INF/manifest.xml"
_CONTENTS = ("content.xml", "styles.xml")
# Elements whose xlink:href the program fetches by itself when it shows the document.
_FETCHED = frozenset({
    "image", "plugin", "sound", "object", "object-ole", "floating-frame", "applet", "section-source", "fill-image",
    "background-image", "cell-range-source", "table-source", "dde-connection-decl", "database-source",
})  # fmt: skip
_MEDIA = {"plugin", "sound"}
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.\-]+:|\.\./|/", re.IGNORECASE)


def check_odf(source: Path, extension: str, out: Path) -> bool:  # noqa: ARG001  (all checks are called alike)
    """Refused unless the document is whole, what its name says, and brings nothing that runs or is fetched."""
    with source.open("rb") as file:
        package = Package(file, extension)
        _look_at_kind(package)
        _look_at_manifest(package)
        for name in package.names:
            refuse_macros(package, name)
            look_into(package, name, depth=0)
            if PurePosixPath(name).name in _CONTENTS:
                _look_at_content(package, name)
    return False


def _look_at_kind(package: Package) -> None:
    """The first member is called `mimetype`, isn't packed, and says which kind of document this is."""
    first = package.first
    if first.filename != "mimetype" or first.header_offset or first.compress_type != zipfile.ZIP_STORED:
        raise Refused("other_content", extension=package.extension)
    kind = package.read("mimetype", 200).decode("ascii", "replace").strip()
    if kind != f"{_OPENDOCUMENT}{_MAIN[package.extension]}":
        raise Refused("other_document", extension=package.extension)
    if "content.xml" not in package:
        raise Refused("incomplete")


def _look_at_manifest(package: Package) -> None:
    for tag, element in elements(package.read(_MANIFEST)):
        if tag == "encryption-data":
            raise Refused("password")
        if attribute(element, "full-path").startswith(("Basic/", "Scripts/")):
            raise Refused("macros", extension=package.extension)


def _look_at_content(package: Package, name: str) -> None:
    for tag, element in elements(package.read(name)):
        target = attribute(element, "href")
        if target.lower().startswith(("vnd.sun.star.script:", "macro:", "javascript:")):
            raise Refused("macros", extension=package.extension)
        if tag in _FETCHED and _ELSEWHERE.match(target):
            _refuse_external(tag, target)
        if tag == "dde-source":
            raise Refused("linked_workbook", name=attribute(element, "dde-item"))


def _refuse_external(tag: str, target: str) -> None:
    online = target.lower().startswith(("http:", "https:"))
    shown = target if online else PurePosixPath(unquote(target)).name
    if tag in _MEDIA:
        raise Refused("online_video" if online else "linked_media", name=shown)
    raise Refused("linked_file", name=shown)
