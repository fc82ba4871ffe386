"""Event files: YAML read with its line numbers, checked against a schema, and written back."""

from __future__ import annotations

from tours.lifecycle.importing.checks import check_file
from tours.lifecycle.importing.parts import PARTS, Part, add_part
from tours.lifecycle.importing.reader import read_tree
from tours.lifecycle.importing.records import Item
from tours.lifecycle.importing.schema import EVENT
from tours.lifecycle.importing.tree import BrokenFile, Problem, Problems
from tours.lifecycle.importing.writer import write_event

__all__ = ["BrokenFile", "Item", "Part", "Problem", "Problems", "add_part", "read_event", "write_event"]


def read_event(content: bytes) -> Item:
    """What an event file says, checked by itself. Raises BrokenFile with everything that is wrong."""
    problems = Problems()
    file = EVENT.read(read_tree(content, problems), "", problems)
    check_file(file, problems)
    for part in PARTS:
        part.check(file, problems)
    problems.raise_if_any()
    return file
