"""A table that somebody copied from a spreadsheet or a CSV file, as rows with named columns. Pure functions.

Tab, semicolon or comma, with or without quotes; the first row may name the columns, in any order and in whatever words the
caller knows. Without such a row the columns stand in the caller's order. What is wrong is told per line and column.

`parse_table` reads the text, `check_rows` puts every row through a form; `InWords` is a choice that people type in words.
"""

import csv
import io
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _

MAX_ROWS = 2000
_INVISIBLE = "\ufeff\u200b\u2060"
Cells = tuple[int, list[str]]  # the line where a row begins (1 is the first) and what stands in it


@dataclass(frozen=True)
class Row:
    """One row: where it began in what was pasted, and a text (perhaps empty) for every column the caller named."""

    line: int
    values: dict[str, str]


@dataclass(frozen=True)
class Problem:
    """What is wrong at a line; `column` as the person sees it, empty when it is the whole row."""

    line: int
    column: str
    sentence: str


@dataclass(frozen=True)
class Table:
    """`columns` are the caller's names that were pasted, `skipped` headings that mean nothing to the caller."""

    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)


def parse_table(
    text: str, columns: Mapping[str, Sequence[str]], *, max_rows: int = MAX_ROWS, max_line: int = 20_000
) -> Table:
    """Rows of what was pasted. `columns`: our name for each, in the order without headings → the headings it may have.

    Case, accents, spaces and punctuation of headings do not matter. Empty rows are left out; text around a cell is
    stripped. Problems: a quote that never closes, a heading that stands twice, more cells than columns, too many rows.
    """
    table = Table()
    cells = _read(text, columns, table, max_line=max_line)
    if not cells:
        return table
    found = _headings(cells[0], columns, table)
    body = cells[1:] if found is not None else cells
    names = list(columns) if found is None else found
    width = max((len(row) for _line, row in body), default=0)
    table.columns.extend(name for name in (names if found is not None else names[:width]) if name)
    for line, row in body[:max_rows]:
        _add(table, line, row, names, columns)
    if len(body) > max_rows:
        sentence = _("Plak hoogstens %(max)s rijen in één keer.") % {"max": max_rows}
        table.problems.append(Problem(body[max_rows][0], "", sentence))
    return table


def match(text: str, names: Mapping[str, Sequence[str]]) -> str | None:
    """The key among whose names this text is, however it is written; None when it is nowhere."""
    wanted = _bare(text)
    for key, known in names.items():
        if wanted and wanted in {_bare(key), *map(_bare, known)}:
            return key
    return None


@dataclass(frozen=True)
class Checked:
    """A row that its form accepted; `data` is cleaned_data."""

    line: int
    data: dict[str, Any]


def check_rows(
    table: Table, form_class: type[forms.Form], *, once: Sequence[str] = (), **form_arguments: Any
) -> list[Checked]:
    """The rows that the form accepts; what is wrong with the others is added to the table's problems, by line.

    `once`: fields that together may not stand in two rows, upper and lower case alike, unless one of them is empty.
    """
    checked = []
    lines: dict[tuple[str, ...], int] = {}
    for row in table.rows:
        form = form_class(row.values, **form_arguments)
        if form.is_valid():
            checked.append(Checked(row.line, form.cleaned_data))
            key = tuple(str(form.cleaned_data[name]).casefold() for name in once)
            if key and all(key) and lines.setdefault(key, row.line) != row.line:
                sentence = _("Dit staat ook al op regel %(line)s.") % {"line": lines[key]}
                table.problems.append(Problem(row.line, str(form.fields[once[0]].label), sentence))
        for name, errors in form.errors.items():
            label = str(form.fields[name].label or name) if name in form.fields else ""
            table.problems.extend(Problem(row.line, label, str(error)) for error in errors)
    table.problems.sort(key=lambda problem: problem.line)
    return checked


class InWords(forms.ChoiceField):
    """A choice that people type: its value or its label, in Dutch or English, or one of `also` {value: words}."""

    def __init__(self, *, also: Mapping[str, Sequence[str]] | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.also = also or {}

    def to_python(self, value: Any) -> str:
        """The value that was meant. Raises ValidationError with the words that are known."""
        text = super().to_python(value).strip()
        if not text:
            return ""
        choices = cast("Iterable[tuple[Any, Any]]", self.choices)
        pairs = [(str(key), label) for key, label in choices if key]
        names = {key: [*self._labels(label), *self.also.get(key, [])] for key, label in pairs}
        found = match(text, names)
        if found is None:
            known = ", ".join(str(label) for _key, label in pairs)
            sentence = _("‘%(text)s’ kennen we niet. U kunt kiezen uit: %(known)s.")
            raise ValidationError(sentence % {"text": text[:60], "known": known}, code="invalid_choice")
        return found

    @staticmethod
    def _labels(label: Any) -> list[str]:
        labels = []
        for language in ("nl", "en"):
            with translation.override(language):
                labels.append(str(label))
        return labels


def _read(text: str, columns: Mapping[str, Sequence[str]], table: Table, *, max_line: int) -> list[Cells]:
    """All rows that are not empty; what cannot be read ends the table with a problem."""
    text = text.lstrip(_INVISIBLE)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text, columns), strict=True)
    rows: list[Cells] = []
    begin = 1
    try:
        for row in reader:
            line, begin = begin, reader.line_num + 1
            cleaned = [_clean(cell) for cell in row]
            if any(len(cell) > max_line for cell in cleaned):
                table.problems.append(Problem(line, "", _("De tekst in deze rij is te lang.")))
            elif any(cleaned):
                rows.append((line, cleaned))
    except csv.Error:
        sentence = _('Hier staat een aanhalingsteken (") dat niet klopt. Haal het weg of zet er nog een bij.')
        table.problems.append(Problem(begin, "", sentence))
    return rows


def _delimiter(text: str, columns: Mapping[str, Sequence[str]]) -> str:
    """A spreadsheet copies with tabs; a file has semicolons or commas: what the headings say, else what every row has."""
    if "\t" in text:
        return "\t"
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        return ","
    semicolons, commas = (
        sum(match(cell.strip('" '), columns) is not None for cell in lines[0].split(sign)) for sign in ";,"
    )
    if semicolons != commas:
        return ";" if semicolons > commas else ","
    return ";" if all(";" in line for line in lines) else ","


def _headings(first: Cells, columns: Mapping[str, Sequence[str]], table: Table) -> list[str] | None:
    """Our names for the cells of the first row ("" for one to skip), or None when it is no row of headings."""
    line, row = first
    names = [match(cell, columns) for cell in row]
    known = [name for name in names if name]
    if not known or (names[0] is None and 2 * len(known) < sum(map(bool, row))):
        return None
    for index, name in enumerate(names):
        if name is None and row[index]:
            table.skipped.append(row[index])
        elif name in names[:index]:
            table.problems.append(Problem(line, row[index], _("Deze kolom staat er twee keer.")))
    return [name or "" for name in names]


def _add(
    table: Table, line: int, row: list[str], names: list[str], columns: Mapping[str, Sequence[str]]
) -> None:
    values = dict.fromkeys(columns, "")
    values.update({name: cell for name, cell in zip(names, row, strict=False) if name})
    if any(row[len(names) :]):
        sentence = _("Deze rij heeft meer kolommen (%(has)s) dan er zijn (%(wanted)s).")
        counts = {"has": len(row), "wanted": len(names)}
        table.problems.append(Problem(line, "", sentence % counts))
    elif any(values.values()):
        table.rows.append(Row(line, values))


def _clean(cell: str) -> str:
    return cell.strip().strip(_INVISIBLE).strip().replace("\r\n", "\n").replace("\r", "\n")


def _bare(text: str) -> str:
    """Only the letters and digits, small and without accents: `E-mailadres ` is `emailadres`."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if char.isalnum())
