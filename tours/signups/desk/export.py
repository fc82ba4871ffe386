"""The list of people as a file: CSV that opens in Excel with a double click, and XLSX.

CSV: UTF-8 with a byte order mark and semicolons, which is what a Dutch Excel takes for columns. A cell that a
spreadsheet would take for a formula gets an apostrophe in front (OWASP, CSV injection). XLSX has types: all is text.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, BinaryIO

import xlsxwriter
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tours.programme.models import Event
from tours.signups.desk.words import ATTENDS, TRANSPORT
from tours.signups.models import Registration

_A_FORMULA = re.compile(r"\s*[=+\-@\t\r\n]")
_A_PHONE_NUMBER = re.compile(r"\+[0-9 ()\-./]{5,24}")
_CHUNK = 1000


def _local(moment: datetime | None, event: Event) -> str:
    return moment.astimezone(event.zone).strftime("%Y-%m-%d %H:%M") if moment else ""


def _yes(truth: object) -> str:
    return str(_("ja")) if truth else ""


Cell = Callable[[Registration, Event], object]
COLUMNS: list[tuple[str | Promise, Cell]] = [
    (_("Naam"), lambda one, _event: one.name),
    (_("Rol"), lambda one, _event: one.get_role_display()),
    (_("Fractie"), lambda one, _event: one.party),
    (_("Stand"), lambda one, _event: one.get_state_display()),
    (_("Groep"), lambda one, _event: one.group.letter if one.group else ""),
    (_("E-mailadres"), lambda one, _event: one.email),
    (_("Telefoon"), lambda one, _event: one.phone),
    (_("Doet mee als"), lambda one, _event: ATTENDS.get(one.attends_as, "")),
    (_("Neemt mee"), lambda one, _event: one.companions),
    (_("Namen van wie meekomt"), lambda one, _event: one.companion_names),
    (_("Dieet"), lambda one, _event: one.get_diet_display() if one.diet else ""),
    (_("Toegankelijkheid"), lambda one, _event: one.access_needs),
    (_("Vervoer"), lambda one, _event: TRANSPORT.get(one.transport, "")),
    (_("Opmerking"), lambda one, _event: one.note),
    (_("Taal"), lambda one, _event: one.language),
    (_("Aangemeld via"), lambda one, _event: one.get_source_display()),
    (_("Aangemeld op"), lambda one, event: _local(one.created_at, event)),
    (
        _("Adres bevestigd op"),
        lambda one, event: _local(one.address_confirmed_at, event) if one.email else "",
    ),
    (_("Antwoord voor"), lambda one, event: _local(one.answer_by, event)),
    (_("Op de wachtlijst sinds"), lambda one, event: _local(one.queued_at, event)),
    (_("Afgemeld door"), lambda one, _event: one.get_cancelled_by_display() if one.cancelled_by else ""),
    (_("Aanwezig"), lambda one, event: _local(one.checked_in_at, event)),
    (_("Houd op de hoogte"), lambda one, _event: _yes(one.keep_informed)),
]


def as_csv(event: Event, people: Iterable[Registration]) -> bytes:
    """The whole list; bytes, with a byte order mark."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([str(title) for title, _cell in COLUMNS])
    writer.writerows([harmless(str(cell(one, event))) for _title, cell in COLUMNS] for one in people)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def as_xlsx(event: Event, people: Iterable[Registration], to: BinaryIO) -> None:
    """The whole list on one sheet: headings that stay in sight, a filter, widths that fit; numbers where they are."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(to, {"in_memory": True, **options}) as book:
        sheet = book.add_worksheet(str(_("Mensen")))
        bold = book.add_format({"bold": True, "bottom": 1})
        sheet.write_row(0, 0, [str(title) for title, _cell in COLUMNS], bold)
        last = 0
        for last, one in enumerate(people, start=1):
            for column, (_title, cell) in enumerate(COLUMNS):
                _write(sheet, last, column, cell(one, event))
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, last, len(COLUMNS) - 1)
        sheet.autofit(300)


def harmless(cell: str) -> str:
    """The cell, with an apostrophe in front where a spreadsheet would calculate; a phone number stays as it is."""
    if _A_FORMULA.match(cell) and not _A_PHONE_NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell


def file_name(event: Event, ending: str) -> str:
    """A name without spaces or accents, for slugs have none; with the day that was published, once."""
    day = event.day.isoformat() if event.day else "zonder-datum"
    name = event.slug if day in event.slug else f"{event.slug}-{day}"
    return f"mensen-{name}.{ending}"


def _write(sheet: Any, row: int, column: int, value: object) -> None:
    if isinstance(value, int):
        sheet.write_number(row, column, value)
    elif value:
        sheet.write_string(row, column, str(value))
