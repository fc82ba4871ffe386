"""A tree as YAML text: always the same text for the same tree."""

from __future__ import annotations

import io
from collections.abc import Iterator

from ruamel.yaml import YAML
from ruamel.yaml.events import (
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)

from tours.lifecycle.importing.tree import Mapping, Node, Scalar

_NEVER_FOLD = 2**31


def emit(tree: Node) -> str:
    """YAML 1.2 with texts of several lines as blocks and everything else on one line."""
    yaml = YAML(typ="rt", pure=True)
    yaml.width = _NEVER_FOLD
    yaml.indent(mapping=2, sequence=4, offset=2)
    stream = io.StringIO()
    yaml.emit(_document(tree), stream)
    return stream.getvalue()


def _document(tree: Node) -> Iterator[Event]:
    yield StreamStartEvent()
    yield DocumentStartEvent(explicit=False)
    yield from _events(tree)
    yield DocumentEndEvent(explicit=False)
    yield StreamEndEvent()


def _events(node: Node) -> Iterator[Event]:
    if isinstance(node, Scalar):
        yield _scalar(node)
    elif isinstance(node, Mapping):
        yield MappingStartEvent(None, None, implicit=True, flow_style=False)
        for key, (_line, value) in node.entries.items():
            yield _scalar(Scalar(0, key))
            yield from _events(value)
        yield MappingEndEvent()
    else:
        short = all(isinstance(item, Scalar) for item in node.items)
        yield SequenceStartEvent(None, None, implicit=True, flow_style=short)
        for item in node.items:
            yield from _events(item)
        yield SequenceEndEvent()


def _scalar(node: Scalar) -> ScalarEvent:
    style = "|" if "\n" in node.text else '"' if node.quoted else None
    return ScalarEvent(None, None, (style is None, True), node.text, style=style)
