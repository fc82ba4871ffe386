"""What a file is called for people. Never used as a path: the storage has random names."""

import secrets
import unicodedata
from urllib.parse import quote

_LONGEST = 100
_SAME = {"jpeg": "jpg", "jpe": "jpg", "text": "txt"}


def has_path(raw: str) -> bool:
    """Whether a name as the browser sent it says more than a name: a folder, or a drive."""
    return "/" in raw or "\\" in raw or raw in {".", ".."} or raw[1:2] == ":"


def extension_of(name: str) -> str:
    """The extension in lower case without its dot, jpeg as jpg; empty without one."""
    stem, dot, extension = name.rpartition(".")
    extension = extension.strip().lower() if dot and stem else ""
    return _SAME.get(extension, extension)


def shown_name(raw: str, extension: str) -> str:
    """The name as people will see it, at most 100 characters, ending in the extension."""
    kept = unicodedata.normalize("NFC", raw).rpartition(".")[0] or raw
    kept = "".join("-" if char in '/\\:*?"<>|' else char for char in kept if char.isprintable())
    kept = " ".join(kept.split()).strip(". -")[:_LONGEST].strip() or "bestand"
    return f"{kept}.{extension}"


def storage_name() -> str:
    """A random place in the storage."""
    token = secrets.token_hex(20)
    return f"{token[:2]}/{token}"


def disposition(name: str) -> str:
    """A Content-Disposition that offers to save under this name (RFC 6266, RFC 8187 for other than ASCII)."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = "".join("_" if char in '"\\%' else char for char in plain)
    stem, _, extension = plain.rpartition(".")
    plain = f"{stem.strip() or 'bestand'}.{extension}"
    if plain == name:
        return f'attachment; filename="{plain}"'
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
