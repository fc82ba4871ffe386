"""Plain text: UTF-8, without characters that a text does not have."""

import codecs
from pathlib import Path

from tours.materials.checks.refused import Refused

_NEVER = frozenset(map(chr, range(32))) - set("\t\n\r\f") | {"\x7f"}
_CHUNK_BYTES = 1024 * 1024


def check_text(source: Path, extension: str, out: Path) -> bool:  # noqa: ARG001  (all checks are called alike)
    """Refused unless every byte is text; nothing is rewritten."""
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    with source.open("rb") as file:
        while True:
            chunk = file.read(_CHUNK_BYTES)
            if b"\x00" in chunk and not chunk.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                raise Refused("not_text")
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError:
                raise Refused("not_utf8") from None
            if not _NEVER.isdisjoint(text):
                raise Refused("not_text")
            if not chunk:
                return False
