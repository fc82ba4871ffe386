"""Where the bytes are: STORAGES["materials"], a folder or an S3-compatible store. Nothing else touches it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.files.storage import Storage, storages

from core.errors import Unavailable

_CHUNK_BYTES = 256 * 1024


class Lost(Unavailable):
    """The storage answers, and has no such file: as when a backup of the database came back without its files."""


def save(name: str, file: File[bytes]) -> str:
    """Stream it to the storage under this name; returns the name it got."""
    return _storage().save(name, file)


def read(name: str, start: int = 0, length: int | None = None) -> Iterator[bytes]:
    """The bytes from `start` on, in chunks, `length` of them or all; OSError when it isn't there."""
    with _storage().open(name, "rb") as file:
        remote: Any = getattr(file, "obj", None)  # an S3 object: ask it for these bytes only
        if remote is not None:
            yield from _read_remote(remote, start, length)
            return
        file.seek(start)
        left = file.size - start if length is None else length
        while left > 0 and (chunk := file.read(min(left, _CHUNK_BYTES))):
            left -= len(chunk)
            yield chunk


def begin(name: str, start: int = 0, length: int | None = None) -> Iterator[bytes]:
    """As read(), with the first chunk at hand: Lost or Unavailable before an answer begins, not in the middle of it."""
    chunks = read(name, start, length)
    try:
        first = next(chunks, b"")
    except FileNotFoundError as error:
        raise Lost(name) from error
    except Exception as error:
        raise Unavailable from error
    return chain([first], chunks)


def has(name: str) -> bool:
    """Whether the file is there; Unavailable when the storage cannot say."""
    try:
        return _storage().exists(name)
    except Exception as error:
        raise Unavailable from error


def sha256(name: str) -> str:
    """The digest of what is stored, read back."""
    digest = hashlib.sha256()
    for chunk in read(name):
        digest.update(chunk)
    return digest.hexdigest()


def copy_out(name: str, target: Path) -> str:
    """Copy it to a file of this machine; returns the sha256 of what came."""
    digest = hashlib.sha256()
    with target.open("wb") as copy:
        for chunk in read(name):
            digest.update(chunk)
            copy.write(chunk)
    return digest.hexdigest()


def delete(name: str) -> None:
    """Gone; nothing happens when it was gone already."""
    _storage().delete(name)


def _storage() -> Storage:
    return storages["materials"]


def _read_remote(remote: Any, start: int, length: int | None) -> Iterator[bytes]:
    size = remote.content_length
    end = size if length is None else min(size, start + length)
    if end > start:
        body = remote.get(Range=f"bytes={start}-{end - 1}")["Body"]
        try:
            yield from body.iter_chunks(_CHUNK_BYTES)
        finally:
            body.close()
