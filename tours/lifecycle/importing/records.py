"""Values put together: a record has fields, a list has items of one sort. They read and write themselves."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext as _

from tours.lifecycle.importing import tree
from tours.lifecycle.importing.tree import Node, Problems
from tours.lifecycle.importing.values import (
    Choice,
    Degrees,
    Email,
    Flag,
    Lines,
    Phone,
    Text,
    Url,
    Value,
    Whole,
)
from tours.organisations.models import PHONE


class Item(dict[str, Any]):
    """What a record says, by attribute name, with the place where each field stands."""

    def __init__(self, line: int, path: str) -> None:
        super().__init__()
        self.line, self.path = line, path
        self.lines: dict[str, int] = {}

    def line_of(self, attr: str) -> int:
        return self.lines.get(attr, self.line)

    def path_of(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key


@dataclass(frozen=True)
class Field:
    """One key of a record, and the attribute that it fills."""

    key: str
    type: Value | Record | ListOf
    attr: str
    inline: bool = False  # its fields belong to the record around it

    @property
    def required(self) -> bool:
        return isinstance(self.type, Value) and self.type.required


class Record:
    """Fields by key. Unknown keys are refused, required ones asked for."""

    def __init__(self, *fields: Field) -> None:
        self.fields = {field.key: field for field in fields}

    def defaults(self) -> Iterator[tuple[str, Any]]:
        for field in self.fields.values():
            if field.inline and isinstance(field.type, Record):
                yield from field.type.defaults()
            elif isinstance(field.type, ListOf):
                yield field.attr, copy(field.type.default)
            else:
                yield field.attr, field.type.default if isinstance(field.type, Value) else None

    def read(self, node: Node, path: str, problems: Problems, *, into: Item | None = None) -> Item:
        item = Item(node.line, path) if into is None else into
        for attr, default in self.defaults():
            item.setdefault(attr, default)
        if isinstance(node, tree.Scalar) and node.is_empty:
            return item
        if not isinstance(node, tree.Mapping):
            problems.add(
                node.line, path, _("verwacht velden: %(names)s.") % {"names": ", ".join(self.fields)}
            )
            return item
        self._missing(node, item, path, problems)
        for key, (line, value) in node.entries.items():
            here = f"{path}.{key}" if path else key
            field = self.fields.get(key)
            if field is None:
                problems.add(line, here, self._unknown(key))
                continue
            item.lines[field.attr] = line
            if field.inline and isinstance(field.type, Record):
                field.type.read(value, here, problems, into=item)
            else:
                item[field.attr] = field.type.read(value, here, problems)
        return item

    def write(self, values: Any) -> Node | None:
        entries: dict[str, tuple[int, Node]] = {}
        for field in self.fields.values():
            value = values if field.inline else values.get(field.attr)
            written = None if value is None else field.type.write(value)
            if written is not None:
                entries[field.key] = 0, written
        return tree.Mapping(0, entries) if entries else None

    def _missing(self, node: tree.Mapping, item: Item, path: str, problems: Problems) -> None:
        for field in self.fields.values():
            if field.required and field.key not in node.entries and isinstance(field.type, Value):
                expected = _("ontbreekt. Verwacht %(expected)s.") % {"expected": field.type.expected()}
                problems.add(item.line, f"{path}.{field.key}" if path else field.key, expected)

    def _unknown(self, key: str) -> str:
        close = get_close_matches(key, self.fields, n=1)
        if close:
            return _("dit veld kennen wij niet. Bedoelt u ‘%(close)s’?") % {"close": close[0]}
        return _("dit veld kennen wij niet. Verwacht: %(names)s.") % {"names": ", ".join(self.fields)}


class ListOf:
    """A list of values or of records. `default` is what leaving it out means."""

    def __init__(self, type_: Value | Record, *, default: tuple[Any, ...] | None = ()) -> None:
        self.type = type_
        self.default = None if default is None else list(default)

    def read(self, node: Node, path: str, problems: Problems) -> list[Any]:
        if isinstance(node, tree.Scalar) and node.is_empty:
            return []
        if not isinstance(node, tree.Sequence):
            problems.add(node.line, path, _("verwacht een lijst: elke regel begint met een streepje."))
            return []
        return [self.type.read(item, f"{path}[{n}]", problems) for n, item in enumerate(node.items)]

    def write(self, values: list[Any]) -> Node | None:
        if values == self.default:
            return None
        written = [self.type.write(value) for value in values]
        return tree.Sequence(0, tuple(node for node in written if node is not None))


def key(name: str, type_: Value | Record | ListOf, attr: str = "") -> Field:
    return Field(name, type_, attr or name)


def inline(name: str, *fields: Field) -> Field:
    """A record whose fields belong to the record around it."""
    return Field(name, Record(*fields), name, inline=True)


def columns(model: type[models.Model], names: str) -> list[Field]:
    """Fields that are columns of a model: `name`, or `key:column` where the file calls it otherwise."""
    pairs = (name.partition(":") for name in names.split())
    return [key(name, column_type(model, attr or name), attr or name) for name, _colon, attr in pairs]


def column_type(model: type[models.Model], name: str) -> Value:
    """What the file may say in a column, read from the model itself."""
    column: Any = model._meta.get_field(name)  # noqa: SLF001  (documented for this)
    default = column.get_default()
    options = {"default": default, "required": not (column.blank or column.has_default())}
    if column.choices:
        return Choice([str(value) for value, _label in column.flatchoices], **options)
    if PHONE in column.validators:
        return Phone(**options)
    for kind, make in _TYPES:
        if isinstance(column, kind):
            made: Value = make(column, options)
            return made
    raise TypeError(f"{model.__name__}.{name} cannot stand in an event file")


def _whole(column: Any, options: dict[str, Any]) -> Value:
    limits = {type(check): check.limit_value for check in column.validators}
    least, most = limits.get(MinValueValidator, 0), limits.get(MaxValueValidator, 32767)
    return Whole(int(least), int(min(most, 1_000_000)), **options)


_TYPES: tuple[tuple[type[models.Field[Any, Any]], Any], ...] = (
    (models.EmailField, lambda _column, options: Email(**options)),
    (models.URLField, lambda _column, options: Url(**options)),
    (models.CharField, lambda column, options: Text(column.max_length, **options)),
    (models.TextField, lambda column, options: Lines(column.max_length, **options)),
    (models.BooleanField, lambda _column, options: Flag(**options)),
    (models.IntegerField, _whole),
    (models.FloatField, lambda column, options: Degrees(90 if column.name == "lat_deg" else 180, **options)),
)
