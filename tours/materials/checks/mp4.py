"""MP4 films: the boxes of ISO/IEC 14496-12, one after the other to the last byte."""

from __future__ import annotations

import shutil
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from tours.materials.checks.limits import MP4_BOXES
from tours.materials.checks.refused import Refused

_BRANDS = frozenset({
    b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"iso7", b"iso8", b"iso9", b"mp41", b"mp42", b"mp71",
    b"avc1", b"hvc1", b"M4V ", b"M4VH", b"M4VP", b"MSNV", b"dash", b"f4v ", b"XAVC", b"cmfc",
})  # fmt: skip
_MOVIE_PARTS = {b"moov", b"moof"}
_HOLDERS = {b"moov", b"trak", b"moof", b"traf", b"mdia"}
# User data, metadata and private boxes: where phones put the place and the owner.
_PRIVATE = {b"udta", b"meta", b"uuid"}
_CHUNK_BYTES = 1024 * 1024
_HEAD_BYTES, _LONG_HEAD_BYTES = 8, 16
_BRANDS_BYTES = 1024
_NAME_BYTES = frozenset(range(0x20, 0x7F)) | {0xA9}  # printable ASCII and ©


@dataclass(frozen=True)
class Box:
    kind: bytes
    start: int
    body: int  # where its contents begin
    end: int


def check_mp4(source: Path, extension: str, out: Path) -> bool:
    """Refused unless the boxes fill the file and hold a film. `out` is the same film without its metadata."""
    size = source.stat().st_size
    with source.open("rb") as file:
        boxes = list(_boxes(file, 0, size))
        _brand(file, boxes, extension)
        kinds = {box.kind for box in boxes}
        if not kinds & _MOVIE_PARTS or b"mdat" not in kinds:
            raise Refused("incomplete")
        private = list(_private(file, boxes))
    shutil.copyfile(source, out)
    with out.open("r+b") as file:
        for box in private:
            _blank(file, box)
    return True


def _boxes(file: BinaryIO, start: int, end: int) -> Iterator[Box]:
    """The boxes between two places in the file; Refused when they do not fit exactly."""
    for _number in range(MP4_BOXES):
        if start == end:
            return
        file.seek(start)
        head = file.read(min(_LONG_HEAD_BYTES, end - start))
        if len(head) < _HEAD_BYTES:
            raise Refused("incomplete")
        length, kind = struct.unpack(">I4s", head[:_HEAD_BYTES])
        body = start + _HEAD_BYTES
        if length == 1:
            if len(head) < _LONG_HEAD_BYTES:
                raise Refused("incomplete")
            length, body = struct.unpack(">Q", head[_HEAD_BYTES:])[0], start + _LONG_HEAD_BYTES
        elif length == 0:  # "to the end of the file"
            length = end - start
        if length < body - start or start + length > end or not _NAME_BYTES.issuperset(kind):
            raise Refused("incomplete")
        yield Box(kind, start, body, start + length)
        start += length
    raise Refused("odd_inside")


def _brand(file: BinaryIO, boxes: list[Box], extension: str) -> None:
    """The first box says what sort of file this is."""
    if not boxes or boxes[0].kind != b"ftyp" or boxes[0].end - boxes[0].body > _BRANDS_BYTES:
        raise Refused("other_content", extension=extension)
    file.seek(boxes[0].body)
    said = file.read(boxes[0].end - boxes[0].body)
    brands = {said[:4], *(said[at : at + 4] for at in range(8, len(said) - 3, 4))}
    if said[:4] == b"qt  ":
        raise Refused("quicktime")
    if not brands & _BRANDS:
        raise Refused("other_content", extension=extension)


def _private(file: BinaryIO, boxes: list[Box]) -> Iterator[Box]:
    for box in boxes:
        if box.kind in _PRIVATE:
            yield box
        elif box.kind in _HOLDERS:
            yield from _private(file, list(_boxes(file, box.body, box.end)))


def _blank(file: BinaryIO, box: Box) -> None:
    """Make it free space of the same length: everything else stays where the film says it is."""
    file.seek(box.start + 4)
    file.write(b"free")
    file.seek(box.body)
    left = box.end - box.body
    while left:
        left -= file.write(bytes(min(left, _CHUNK_BYTES)))
