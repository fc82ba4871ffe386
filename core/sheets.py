"""A spreadsheet file as the text that somebody would have pasted: tab-separated, a line for every row of the sheet.

`.xlsx` (ISO/IEC 29500) and `.csv`. What a formula came to is its value; hidden sheets do not count. What cannot be
read is told in a sentence, as a ValidationError. `PasteForm` takes either: a file fills the box, to look at and improve.
"""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from datetime import date, datetime, time
from itertools import islice
from typing import Any, BinaryIO, Self
from xml.etree.ElementTree import ParseError

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MAX_BYTES = 2 * 1024 * 1024
MAX_UNPACKED = 30 * 1024 * 1024  # a list of two thousand people is one or two
MAX_ROWS = 5000
_LAST_ROW, _LAST_COLUMN = 1_048_576, 60  # the last row that a sheet can have; more columns than we know
_MAX_TEXT = 500_000
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")

_UNREADABLE = (
    zipfile.BadZipFile, zlib.error, ParseError, KeyError, IndexError, ValueError, TypeError, AttributeError, OSError,
    EOFError, OverflowError, RuntimeError,
)  # fmt: skip


def sheet_text(file: BinaryIO) -> str:
    """The rows of this file as text. Raises ValidationError."""
    octets = file.read(MAX_BYTES + 1)
    if len(octets) > MAX_BYTES:
        sentence = _("Dit bestand is te groot. Het mag hoogstens %(megabytes)s MB zijn.")
        raise ValidationError(sentence % {"megabytes": MAX_BYTES // 1024**2})
    if octets.startswith(_ZIP):
        text = _of_workbook(octets)
    elif octets.startswith(_OLE):
        raise ValidationError(
            _(
                "Dit is een oud Excel-bestand, of het heeft een wachtwoord. Bewaar het zonder wachtwoord als .xlsx."
            )
        )
    else:
        text = _decoded(octets)
    if not text.strip():
        raise ValidationError(_("Er staan geen rijen in dit bestand."))
    if len(text) > _MAX_TEXT:
        raise ValidationError(_("Er staat te veel tekst in dit bestand. Verdeel het over meer bestanden."))
    return text


def _decoded(octets: bytes) -> str:
    """The encodings in which spreadsheets save CSV: UTF-8, "Unicode" (UTF-16) and that of Windows."""
    for encoding in ("utf-16",) if octets.startswith(_UTF16) else ("utf-8-sig", "cp1252"):
        try:
            text = octets.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not any(ord(char) < ord(" ") and char not in "\t\r\n" for char in text):
            return text
    raise ValidationError(_("Dit is geen spreadsheet. Kies een bestand dat is bewaard als .xlsx of .csv."))


def _of_workbook(octets: bytes) -> str:
    import openpyxl

    unreadable = ValidationError(_("Dit bestand kunnen we niet lezen. Bewaar het opnieuw als .xlsx."))
    try:
        with zipfile.ZipFile(io.BytesIO(octets)) as container:
            unpacked = sum(member.file_size for member in container.infolist())  # zipfile reads no further
        if unpacked > MAX_UNPACKED:
            raise ValidationError(
                _("Dit bestand is uitgepakt te groot. Bewaar alleen de lijst, zonder plaatjes.")
            )
        book = openpyxl.load_workbook(io.BytesIO(octets), read_only=True, data_only=True, keep_links=False)
        shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        found = {sheet.title: rows for sheet in shown if (rows := _rows(sheet))}
    except _UNREADABLE as error:
        raise unreadable from error
    if len(found) > 1:
        sentence = _(
            "Er staan rijen op meer dan één blad: %(sheets)s. Bewaar een bestand met alleen de lijst."
        )
        raise ValidationError(sentence % {"sheets": ", ".join(found)})
    rows = next(iter(found.values()), [])
    width = max([2, *map(len, rows)])  # a tab in every row says that commas are no separators
    lines = io.StringIO()
    for row in rows:
        csv.writer(lines, delimiter="\t", lineterminator="\n").writerow([*row, *[""] * (width - len(row))])
    return lines.getvalue()


def _rows(sheet: Any) -> list[list[str]]:
    """All rows until the last that has something in it, so that a line here is a row there."""
    sheet.reset_dimensions()  # what the file says of its size may be wrong
    rows: list[list[str]] = []
    filled = 0
    for number, row in enumerate(
        islice(sheet.iter_rows(max_col=_LAST_COLUMN, max_row=_LAST_ROW), _LAST_ROW), 1
    ):
        cells = [_text(cell) for cell in row]
        if not any(cells):
            continue
        if number > MAX_ROWS:
            raise ValidationError(_("Er staan meer dan %(max)s rijen op het blad.") % {"max": MAX_ROWS})
        rows += [[] for _gap in range(number - filled - 1)]
        rows.append(cells[: max(place for place, cell in enumerate(cells, 1) if cell)])
        filled = number
    return rows


def _text(cell: Any) -> str:
    """What somebody would see in the cell, on one line."""
    if cell.data_type == "e":
        sentence = _("In cel %(cell)s staat een fout: %(value)s. Verbeter die in uw bestand.")
        raise ValidationError(sentence % {"cell": cell.coordinate, "value": cell.value})
    match cell.value:
        case bool() as said:
            shown = _("ja") if said else _("nee")
        case float() as number if number.is_integer():
            shown = str(int(number))
        case datetime() | date() | time() as moment:
            shown = _moment(moment)
        case value:
            shown = "" if value is None else " ".join(str(value).split())
    return shown


def _moment(value: datetime | date | time) -> str:
    """As forms read it; a day that a spreadsheet keeps with midnight is a day."""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    return value.isoformat("minutes") if isinstance(value, time) else value.isoformat()


class PasteForm(forms.Form):
    """What was copied from a spreadsheet, or a file; `seen` says which outcome the person agreed to."""

    text = forms.CharField(
        label=gettext_lazy("Uw rijen"),
        max_length=_MAX_TEXT,
        strip=False,
        required=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "autocomplete": "off"}),
    )
    file = forms.FileField(
        label=gettext_lazy("Of kies een bestand (.xlsx of .csv)"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
    )
    seen: forms.Field = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    mark_optional = False

    @classmethod
    def sent_in(cls, request: HttpRequest) -> Self:
        """The form as it was sent; empty when the page is only looked at."""
        return cls(request.POST, request.FILES) if request.method == "POST" else cls()

    def clean_file(self) -> str:
        """The text of the file, empty without one."""
        file = self.cleaned_data["file"]
        return sheet_text(file) if file else ""

    def clean(self) -> dict[str, Any]:
        """A file takes the place of what stood in the box; nobody agreed to its outcome yet."""
        data = super().clean() or {}
        if data.get("file"):
            data["text"] = data["file"]
            self.data = {name: self.data.get(name) for name in self.data} | {"text": data["text"]}
            data["seen"] = self.fields["seen"].clean("")
        elif not data.get("text") and not self.errors:
            self.add_error("text", str(self.fields["text"].error_messages["required"]))
        return data
