"""Messages as mails, ready for the backend: at their turn, or ahead of it while another is under way."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from notifications.letters import Series, bare_address, compose, words_of
from notifications.outbox.carrier import AnyParcel, Carrier, Parcel, SmtpParcel
from notifications.outbox.columns import as_written
from notifications.outbox.models import Message


@dataclass
class Mail:
    """A message that was written down and made ready."""

    message: Message
    columns: dict[str, Any]  # as it was written
    parcel: Parcel


class Writer:
    """For one batch, and no longer: its letters are written from what was read once."""

    def __init__(self) -> None:
        self._series = Series()
        self._ahead: dict[int, Mail] = {}

    def write(self, message: Message, carrier: Carrier) -> Mail:
        """The message as a mail. Raises what makes it impossible to write it."""
        return self._ahead.pop(message.pk, None) or self._written(message, carrier)

    def is_ahead(self, message: Message) -> bool:
        return message.pk in self._ahead

    def write_ahead(self, message: Message, carrier: Carrier) -> None:
        """Have it ready at its turn; what does not succeed now is tried again then."""
        with suppress(Exception):
            self._ahead[message.pk] = self._written(message, carrier)

    def _written(self, message: Message, carrier: Carrier) -> Mail:
        if carrier.takes_octets:
            written = self._series.write(message)
            parcel = SmtpParcel(written.sender, bare_address(message.recipient), written.octets)
            return Mail(message, as_written(written.words), parcel)
        letter = compose(message)
        return Mail(message, as_written(words_of(letter)), AnyParcel(letter))
