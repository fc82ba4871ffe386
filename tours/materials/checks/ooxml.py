"""PPTX, DOCX and XLSX: Office Open XML (ECMA-376, part 2 for the packaging)."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from tours.materials.checks.embedded import look_into, refuse_macros
from tours.materials.checks.package import Package
from tours.materials.checks.refused import Refused
from tours.materials.checks.xml import attribute, elements

_OFFICE = "application/vnd.openxmlformats-officedocument."
_MAIN = {
    "pptx": f"{_OFFICE}presentationml.presentation.main+xml",
    "docx": f"{_OFFICE}wordprocessingml.document.main+xml",
    "xlsx": f"{_OFFICE}spreadsheetml.sheet.main+xml",
}
_TYPES = "[Content_Types].xml"
_ACTIVE_TYPES = ("macroenabled", "vbaproject", "vbadata", "activex", "macrosheet", "dialogsheet")
_OLE = b"\xd0\xcf\x11\xe0"
_MEDIA = {"video", "audio", "media"}


def check_ooxml(source: Path, extension: str, out: Path) -> bool:  # noqa: ARG001  (all checks are called alike)
    """Refused unless the document is whole, what its name says, and brings nothing that runs or is fetched."""
    with source.open("rb") as file:
        if file.read(4) == _OLE:
            raise Refused("old_inside", extension=extension)
        package = Package(file, extension)
        types = _content_types(package)
        if types.get(_main_part(package)) != _MAIN[extension]:
            raise Refused("other_document", extension=extension)
        for name in package.names:
            refuse_macros(package, name)
            look_into(package, name, depth=0)
            if name.lower().endswith(".rels"):
                _look_at_relations(package, name)
    return False


def _content_types(package: Package) -> dict[str, str]:
    """The type of each part by its name, without the leading slash. Refused when any of them runs."""
    if _TYPES not in package:
        raise Refused("other_content", extension=package.extension)
    overrides: dict[str, str] = {}
    for tag, element in elements(package.read(_TYPES)):
        kind = element.get("ContentType", "")
        if any(active in kind.lower() for active in _ACTIVE_TYPES):
            raise Refused("macros", extension=package.extension)
        if tag == "Override":
            overrides[element.get("PartName", "").lstrip("/")] = kind
    return overrides


def _main_part(package: Package) -> str:
    """The one part that the whole package says to begin with."""
    mains = [
        element.get("Target", "").lstrip("/")
        for tag, element in elements(package.read("_rels/.rels"))
        if tag == "Relationship" and _last(element.get("Type", "")) == "officeDocument"
    ]
    if len(mains) != 1:
        raise Refused("other_document", extension=package.extension)
    return mains[0]


def _look_at_relations(package: Package, name: str) -> None:
    for tag, element in elements(package.read(name)):
        if tag == "Relationship" and attribute(element, "TargetMode").lower() == "external":
            _refuse_external(element.get("Type", ""), element.get("Target", ""))


def _refuse_external(relation: str, target: str) -> None:
    """Links that a person clicks are fine; whatever the program fetches by itself is not."""
    kind = _last(relation)
    if kind == "hyperlink":
        return
    online = target.lower().startswith(("http://", "https://"))
    shown = target if online else _file_name(target)
    if kind in _MEDIA:
        raise Refused("online_video" if online else "linked_media", name=shown)
    if kind == "attachedTemplate":
        raise Refused("linked_template", name=shown)
    if "externallink" in relation.lower():
        raise Refused("linked_workbook", name=shown)
    raise Refused("linked_file", name=shown)


def _file_name(target: str) -> str:
    return PurePosixPath(unquote(target).replace("\\", "/")).name or target


def _last(kind: str) -> str:
    return kind.rstrip("/").rpartition("/")[2]
