"""PDF: opened by pikepdf (qpdf), whatever acts by itself taken out, written anew and walked again.

Names are those of ISO 32000-2: actions in 12.6, embedded files in 7.11.4, multimedia in 13.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf

from tours.materials.checks.refused import Refused

# Keys that run or carry something by themselves, wherever they stand.
_KEYS = frozenset({
    "/OpenAction", "/AA", "/JS", "/JavaScript", "/AF", "/EmbeddedFiles", "/EF", "/XFA", "/Collection",
    "/RichMediaContent", "/RichMediaSettings", "/Rendition", "/Renditions", "/3DD", "/Launch",
})  # fmt: skip
# Kinds of action that do more than go somewhere within the document or open a link that was clicked.
_ACTIONS = frozenset({
    "/JavaScript", "/Launch", "/SubmitForm", "/ResetForm", "/ImportData", "/GoToE", "/GoToR", "/Rendition", "/Movie",
    "/Sound", "/RichMediaExecute", "/GoTo3DView", "/SetOCGState", "/Hide", "/Trans", "/Thread",
})  # fmt: skip
_HOLD_ACTIONS = frozenset({"/A", "/PA", "/Next"})
_ANNOTATIONS = frozenset({"/FileAttachment", "/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"})
_HEAD, _TAIL_BYTES = b"%PDF-", 2048


def check_pdf(source: Path, extension: str, out: Path) -> bool:
    """Refused unless it is a whole, open PDF; what acts by itself is left out of the copy in `out`."""
    _look_at_ends(source, extension)
    try:
        _clean(source, out)
        with pikepdf.open(out) as pdf:
            if any(_acts(found) for found in _dictionaries(pdf)):
                raise Refused("active")
    except pikepdf.PasswordError:
        raise Refused("password") from None
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError):
        raise Refused("incomplete") from None
    return True


def _clean(source: Path, out: Path) -> None:
    with pikepdf.open(source) as pdf:
        if pdf.is_encrypted:  # opens without a password, but may not be printed or copied from
            raise Refused("password")
        if not len(pdf.pages):
            raise Refused("incomplete")
        for found in list(_dictionaries(pdf)):
            _strip(found)
        pdf.save(out, stream_decode_level=pikepdf.StreamDecodeLevel.none, deterministic_id=True)


def _look_at_ends(source: Path, extension: str) -> None:
    """`%PDF-` at the very first byte: a file that is something else as well begins otherwise. `%%EOF` at the end."""
    with source.open("rb") as file:
        if file.read(len(_HEAD)) != _HEAD:
            raise Refused("other_content", extension=extension)
        file.seek(max(0, source.stat().st_size - _TAIL_BYTES))
        if b"%%EOF" not in file.read():
            raise Refused("incomplete")


def _dictionaries(pdf: Pdf) -> Iterator[Object]:
    """Every dictionary, once: each indirect object, and what stands in it directly."""
    yield from _within(pdf.trailer)
    for found in pdf.objects:
        yield from _within(found)


def _within(start: Object) -> Iterator[Object]:
    """This object if it is a dictionary, and those in it, without following references."""
    waiting: list[Any] = [start]
    while waiting:
        found = waiting.pop()
        if isinstance(found, Dictionary | pikepdf.Stream):
            yield found
            waiting.extend(_direct(value for _key, value in found.items()))
        elif isinstance(found, Array):
            waiting.extend(_direct(found))


def _direct(values: Iterable[Any]) -> Iterator[Any]:
    return (value for value in values if isinstance(value, Object) and not value.is_indirect)


def _strip(found: Object) -> None:
    """Take out what acts, and what leads to it."""
    keys = set(found.keys())
    for key in keys & _KEYS:
        del found[key]
    for key in keys & _HOLD_ACTIONS:
        if _leads_to_action(found[key]):
            del found[key]
    if "/Annots" in keys and isinstance(found["/Annots"], Array):
        left = [each for each in found["/Annots"] if not _is_active_annotation(each)]
        found["/Annots"] = Array(left)
    if "/S" in keys and _is_loose_action(found):
        found["/S"] = Name("/None")  # nothing leads to it any more; it says nothing itself either


def _acts(found: Object) -> bool:
    keys = set(found.keys())
    return (
        not keys.isdisjoint(_KEYS)
        or any(_leads_to_action(found[key]) for key in keys & _HOLD_ACTIONS)
        or ("/S" in keys and _is_loose_action(found))
        or ("/Subtype" in keys and _is_active_annotation(found))
    )


def _leads_to_action(value: Any) -> bool:
    if isinstance(value, Array):
        return any(_is_action(each) for each in value)
    return _is_action(value)


def _is_action(value: Any) -> bool:
    return isinstance(value, Dictionary) and _name(value.get("/S")) in _ACTIONS


def _is_loose_action(value: Any) -> bool:
    """An action wherever it stands; an element of the document's structure may be called the same, and has a parent."""
    return _is_action(value) and _name(value.get("/Type")) in {"", "/Action"} and "/P" not in value


def _is_active_annotation(value: Any) -> bool:
    return isinstance(value, Dictionary) and _name(value.get("/Subtype")) in _ANNOTATIONS and "/Rect" in value


def _name(value: Any) -> str:
    return str(value) if isinstance(value, Name) else ""
