"""A mail backend for trying out and for the embedded shape: one `.eml` file per mail, which any mail program opens."""

import os
import re
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import parseaddr
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class EmailBackend(BaseEmailBackend):
    """Writes to EMAIL_FILE_PATH. Names sort by time: `20180629T073000.123456Z-sam@voorbeeld.example-1f3a.eml`."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True)
        written = 0
        for mail in email_messages:
            if not mail.recipients():
                continue
            _write(folder / _name(mail.recipients()[0]), mail.message().as_bytes(linesep="\r\n"))
            written += 1
        return written


def _name(recipient: str) -> str:
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    address = re.sub(r"[^A-Za-z0-9@._+-]", "_", parseaddr(recipient)[1])[:80]
    return f"{moment}-{address}-{secrets.token_hex(2)}.eml"


def _write(target: Path, content: bytes) -> None:
    """All of it or nothing, also when the power goes. Only we may read it: personal links stand in it."""
    part = target.with_name(f".{target.name}.part")
    with open(part, "xb", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(target)
