"""Contacts that were pasted, beside those that are known: who is new, what changes. Reads, never writes."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from tours.organisations.languages import COLUMN
from tours.organisations.models import Contact, Organisation, Role

COLUMNS = {
    "name": ["naam", "name", "volledige naam", "full name"],
    "party": ["fractie", "partij", "party", "group"],
    "role": ["rol", "functie", "role", "function"],
    "email": ["e-mailadres", "e-mail", "email", "mail", "mailadres", "email address"],
    "phone": ["telefoon", "telefoonnummer", "tel", "mobiel", "phone", "phone number", "mobile"],
    "delegate_email": [
        "secretaris",
        "e-mail secretaris",
        "e-mailadres van de secretaris",
        "delegate",
        "secretary",
    ],
    "language": COLUMN,
}


@dataclass(frozen=True)
class Change:
    """One field of one contact: what it is called, what stands there now and what will."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Difference:
    """What one pasted row does: a new contact (`contact` None), some changes, or nothing."""

    line: int
    name: str
    contact: Contact | None
    values: dict[str, str]
    changes: tuple[Change, ...] = ()


def compare(organisation: Organisation, rows: Sequence[tuple[int, dict[str, str]]]) -> list[Difference]:
    """Each row (line, values) beside the contact it is about; no contact is in two rows. An empty cell changes nothing.

    About: the same address and name, else the only one with this address, else the only one of this name where either
    has no address.
    """
    free = _Free(list(organisation.contacts.order_by("pk")))
    exact = {line: free.take(values["email"], values["name"]) for line, values in rows}
    return [_difference(line, values, exact[line] or free.take_alike(values)) for line, values in rows]


class _Free:
    """The contacts that no row is about yet."""

    def __init__(self, contacts: list[Contact]) -> None:
        self.by_address: dict[str, list[Contact]] = defaultdict(list)
        self.by_name: dict[str, list[Contact]] = defaultdict(list)
        for contact in contacts:
            self.by_address[contact.email.lower()].append(contact)
            self.by_name[contact.name.lower()].append(contact)

    def take(self, email: str, name: str) -> Contact | None:
        same = [each for each in self.by_name[name.lower()] if each.email.lower() == email]
        return self._taken(same[0]) if email and same else None

    def take_alike(self, values: dict[str, str]) -> Contact | None:
        """The only contact with this address, or with this name when either has no address."""
        email = values["email"]
        if email and len(self.by_address[email]) == 1:
            return self._taken(self.by_address[email][0])
        named = [each for each in self.by_name[values["name"].lower()] if not (each.email and email)]
        return self._taken(named[0]) if len(named) == 1 else None

    def _taken(self, contact: Contact) -> Contact:
        self.by_address[contact.email.lower()].remove(contact)
        self.by_name[contact.name.lower()].remove(contact)
        return contact


def fingerprint(differences: Sequence[Difference]) -> str:
    """Equal for the same rows that do the same to the same contacts."""
    plain = [
        [row.line, row.contact.pk if row.contact else 0, row.values, [vars(change) for change in row.changes]]
        for row in differences
    ]
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


def _difference(line: int, values: dict[str, str], contact: Contact | None) -> Difference:
    if contact is None:
        values = values | {
            "role": values["role"] or Role.COUNCILLOR,
            "language": values["language"] or settings.LANGUAGE_CODE,
        }
        return Difference(line, values["name"], None, values)
    filled = {field: value for field, value in values.items() if value and value != getattr(contact, field)}
    changes = tuple(_change(contact, field, value) for field, value in filled.items())
    return Difference(line, values["name"], contact, filled, changes)


def _change(contact: Contact, field: str, value: str) -> Change:
    choices: dict[str, Sequence[tuple[Any, Any]]] = {"role": Role.choices, "language": settings.LANGUAGES}
    shown = dict(choices.get(field, ()))
    old = getattr(contact, field)
    label = str(getattr(Contact._meta.get_field(field), "verbose_name", field))  # noqa: SLF001  (documented)
    return Change(label, str(shown.get(old, old)), str(shown.get(value, value)))
