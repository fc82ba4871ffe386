"""A zip file that is a document: its directory is read first, then every member is unpacked within its own limits.

Written against the format itself (PKWARE APPNOTE 6.3.10), not only `zipfile`: what `zipfile` shows and what an office
program unpacks must be the same bytes, so local headers have to agree with the directory and nothing may overlap.
"""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from tours.materials.checks import limits
from tours.materials.checks.refused import Refused

_LOCAL, _END, _END64 = b"PK\x03\x04", b"PK\x05\x06", b"PK\x06\x07"
_LOCAL_BYTES, _END_BYTES, _LOCATOR_BYTES = 30, 22, 20
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_CHUNK_BYTES = 1024 * 1024


class Package:
    """The members of a document, after everything about the container was found in order."""

    def __init__(self, file: BinaryIO, extension: str) -> None:
        self._file = file
        self.extension = extension
        _look_at_ends(file, extension)
        try:
            with zipfile.ZipFile(file) as container:
                self._members = container.infolist()
        except (zipfile.BadZipFile, ValueError, struct.error, UnicodeError, NotImplementedError):
            raise Refused("incomplete") from None
        _look_at_sizes(self._members)
        _look_at_names(self._members)
        self._starts = _look_at_places(file, self._members)
        self._by_name = {member.filename: member for member in self._members}
        for member in self._members:
            for _chunk in self._unpack(member):
                pass

    @property
    def names(self) -> list[str]:
        return [member.filename for member in self._members]

    @property
    def first(self) -> zipfile.ZipInfo:
        return self._members[0]

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def read(self, name: str, most: int = limits.XML_BYTES) -> bytes:
        """The unpacked member; Refused when it isn't there or is larger than `most`."""
        member = self._by_name.get(name)
        if member is None:
            raise Refused("other_content", extension=self.extension)
        if member.file_size > most:
            raise Refused("too_much_inside")
        return b"".join(self._unpack(member))

    def _unpack(self, member: zipfile.ZipInfo) -> Iterator[bytes]:
        """Chunks of the member: exactly as many bytes, with the checksum, that the directory promised."""
        unpacked, checksum = 0, 0
        for chunk in self._inflate(member):
            unpacked += len(chunk)
            checksum = zlib.crc32(chunk, checksum)
            if unpacked > member.file_size:
                raise Refused("too_much_inside")
            yield chunk
        if unpacked != member.file_size or checksum != member.CRC:
            raise Refused("incomplete")

    def _inflate(self, member: zipfile.ZipInfo) -> Iterator[bytes]:
        packed = self._packed(member)
        if member.compress_type == zipfile.ZIP_STORED:
            yield from packed
            return
        inflate = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            for chunk in packed:
                unpacked = inflate.decompress(chunk, _CHUNK_BYTES)
                while unpacked:  # never more at a time, however much a chunk unpacks to
                    yield unpacked
                    unpacked = inflate.decompress(inflate.unconsumed_tail, _CHUNK_BYTES)
        except zlib.error:
            raise Refused("incomplete") from None
        if not inflate.eof or inflate.unused_data:
            raise Refused("incomplete")

    def _packed(self, member: zipfile.ZipInfo) -> Iterator[bytes]:
        self._file.seek(self._starts[member.filename])
        left = member.compress_size
        while left:
            chunk = self._file.read(min(left, _CHUNK_BYTES))
            if not chunk:
                raise Refused("incomplete")
            left -= len(chunk)
            yield chunk


def _look_at_ends(file: BinaryIO, extension: str) -> None:
    """A member at the very first byte, the directory's end at the very last, and a directory of a sane size."""
    size = file.seek(0, 2)
    file.seek(0)
    if file.read(4) != _LOCAL:
        raise Refused("other_content", extension=extension)
    file.seek(max(0, size - _END_BYTES - _LOCATOR_BYTES))
    tail = file.read()
    end = tail[-_END_BYTES:]
    if end[:4] != _END:
        raise Refused("incomplete")
    _sig, disk, cd_disk, here, entries, cd_bytes, cd_start, comment = struct.unpack("<4s4H2LH", end)
    if tail[:4] == _END64 or comment or disk or cd_disk or here != entries:
        raise Refused("odd_inside")
    if cd_start + cd_bytes != size - _END_BYTES:
        raise Refused("odd_inside")
    if entries > limits.ZIP_ENTRIES or cd_bytes > limits.ZIP_DIRECTORY_BYTES or not entries:
        raise Refused("odd_inside")


def _look_at_sizes(members: list[zipfile.ZipInfo]) -> None:
    """What the directory promises: not too much, nothing encrypted, nothing packed in a rare way."""
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if unpacked > limits.ZIP_UNPACKED_BYTES:
        raise Refused("too_much_inside")
    if unpacked > limits.ZIP_RATIO_FROM_BYTES and unpacked > packed * limits.ZIP_RATIO:
        raise Refused("too_much_inside")
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise Refused("password")
    if any(member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for member in members):
        raise Refused("odd_inside")


def _look_at_names(members: list[zipfile.ZipInfo]) -> None:
    """Every name once, whatever its case, and none that leads out of the document."""
    names = [member.orig_filename for member in members]
    if len({name.casefold() for name in names}) != len(names):
        raise Refused("odd_inside")
    if any(not _is_plain(name) for name in names):
        raise Refused("odd_inside")
    if any(stat.S_ISLNK(member.external_attr >> 16) for member in members):
        raise Refused("odd_inside")


def _is_plain(name: str) -> bool:
    parts = name.removesuffix("/").split("/")
    return (
        0 < len(name) <= limits.ZIP_NAME_LENGTH
        and "\\" not in name
        and ":" not in parts[0]
        and name.isprintable()
        and not any(part in {"", ".", ".."} for part in parts)
    )


def _look_at_places(file: BinaryIO, members: list[zipfile.ZipInfo]) -> dict[str, int]:
    """Where the bytes of each member begin; Refused when members overlap or call themselves otherwise."""
    starts: dict[str, int] = {}
    free_from = 0
    for member in sorted(members, key=lambda each: each.header_offset):
        if member.header_offset < free_from:
            raise Refused("odd_inside")
        file.seek(member.header_offset)
        header = file.read(_LOCAL_BYTES)
        if len(header) != _LOCAL_BYTES or header[:4] != _LOCAL:
            raise Refused("odd_inside")
        flags, method = struct.unpack("<2H", header[6:10])
        name_bytes, extra_bytes = struct.unpack("<2H", header[26:30])
        name = file.read(name_bytes)
        if method != member.compress_type or flags & _ENCRYPTED or name != _raw_name(member):
            raise Refused("odd_inside")
        starts[member.filename] = member.header_offset + _LOCAL_BYTES + name_bytes + extra_bytes
        free_from = starts[member.filename] + member.compress_size
    if free_from > _directory_start(file):
        raise Refused("odd_inside")
    return starts


def _raw_name(member: zipfile.ZipInfo) -> bytes:
    return member.orig_filename.encode("utf-8" if member.flag_bits & 0x800 else "cp437")


def _directory_start(file: BinaryIO) -> int:
    file.seek(-_END_BYTES, 2)
    return int(struct.unpack("<L", file.read(_END_BYTES)[16:20])[0])
