"""Reads YAML 1.2 into a tree with line numbers.

Only structure and text: no value is guessed from its looks, so `10:30`, `no` and `2018-06-29` stay what was typed until the
schema says what they are. Refused: anchors and aliases (a small file can unfold into a huge one), tags, a key twice, more
than one document, too deep, too long, not UTF-8.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)

from tours.lifecycle.importing.tree import BrokenFile, Mapping, Node, Problem, Problems, Scalar, Sequence

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 12
_YAML_1_2 = (1, 2)


def read_tree(content: bytes, problems: Problems) -> Mapping:
    """The file as a tree; repeated keys are added to the problems. Raises BrokenFile at the first place that is not YAML."""
    if len(content) > MAX_BYTES:
        raise BrokenFile(
            [Problem(1, "", _("Het bestand is groter dan 1 MB. Dat kan geen bijeenkomst zijn."))]
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise BrokenFile(
            [Problem(line, "", _("Dit is geen UTF-8. Bewaar het bestand als UTF-8."))]
        ) from error
    try:
        return _Builder(text, problems).whole()
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        problem = _("Dit is geen geldige YAML (%(problem)s).") % {"problem": error.problem or error.context}
        raise BrokenFile([Problem(line, "", problem)]) from error
    except YAMLError as error:
        line = text[: int(getattr(error, "position", 0))].count("\n") + 1
        raise BrokenFile(
            [Problem(line, "", _("Hier staat een teken dat niet in YAML mag staan."))]
        ) from error


class _Builder:
    """One pass over the parser's events."""

    def __init__(self, text: str, problems: Problems) -> None:
        self.problems = problems
        self.events: Iterator[Any] = YAML(typ="safe", pure=True).parse(text)

    def whole(self) -> Mapping:
        first = self._start()
        if not isinstance(first, MappingStartEvent):
            self._stop(first, "", _("Verwacht velden, zoals ‘title: …’."))
        root = self._node(first, "", depth=0)
        self._end()
        if not isinstance(root, Mapping):  # a mapping starts a mapping
            raise TypeError(root)
        return root

    def _start(self) -> Any:
        """The first event of the content."""
        for event in self.events:
            if isinstance(event, DocumentStartEvent) and event.version not in {None, _YAML_1_2}:
                self._stop(
                    event, "", _("Dit bestand zegt geen YAML 1.2 te zijn. Haal de regel met %YAML weg.")
                )
            if isinstance(event, StreamEndEvent):
                break
            if not isinstance(event, StreamStartEvent | DocumentStartEvent):
                return event
        raise BrokenFile([Problem(1, "", _("Het bestand is leeg."))])

    def _end(self) -> None:
        for event in self.events:
            if isinstance(event, DocumentStartEvent):
                self._stop(event, "", _("Hier begint een tweede document. Eén bestand is één bijeenkomst."))

    def _node(self, event: Event, path: str, *, depth: int) -> Node:
        self._refuse(event, path, depth)
        line = event.start_mark.line + 1
        if isinstance(event, ScalarEvent):
            return Scalar(line, event.value, quoted=event.style is not None)
        if isinstance(event, SequenceStartEvent):
            return Sequence(line, tuple(self._items(path, depth)))
        return Mapping(line, self._entries(path, depth))

    def _items(self, path: str, depth: int) -> Iterator[Node]:
        for number, event in enumerate(self.events):
            if isinstance(event, SequenceEndEvent):
                return
            yield self._node(event, f"{path}[{number}]", depth=depth + 1)

    def _entries(self, path: str, depth: int) -> dict[str, tuple[int, Node]]:
        entries: dict[str, tuple[int, Node]] = {}
        for event in self.events:
            if isinstance(event, MappingEndEvent):
                break
            self._refuse(event, path, depth)
            if not isinstance(event, ScalarEvent):
                self._stop(event, path, _("Verwacht de naam van een veld."))
            key, line = event.value, event.start_mark.line + 1
            here = f"{path}.{key}" if path else key
            if key in entries:
                expected = _("Dit veld staat er al op regel %(line)s. Eén keer is genoeg.")
                self.problems.add(line, here, expected % {"line": entries[key][0]})
            value = self._node(next(self.events), here, depth=depth + 1)
            if isinstance(value, Scalar) and value.is_empty:  # the parser puts it where the next thing begins
                value = Scalar(line, "")
            entries[key] = line, value
        return entries

    def _refuse(self, event: Event, path: str, depth: int) -> None:
        if isinstance(event, AliasEvent) or (isinstance(event, NodeEvent) and event.anchor):
            self._stop(event, path, _("Verwijzingen met & en * kunnen hier niet. Schrijf het voluit."))
        if getattr(event, "tag", None):
            self._stop(event, path, _("Een type met ! kan hier niet. Schrijf alleen de waarde."))
        if depth > MAX_DEPTH:
            self._stop(event, path, _("Zo diep zit een bijeenkomst niet in elkaar."))

    def _stop(self, event: Event, path: str, expected: str) -> None:
        raise BrokenFile([*self.problems.found, Problem(event.start_mark.line + 1, path, expected)])
