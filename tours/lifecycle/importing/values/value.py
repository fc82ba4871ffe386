"""What every value of an event file does: say what is expected, read, and write."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tours.lifecycle.importing.tree import Node, Problems, Scalar

_SHOWN = 40  # characters of a wrong value that a problem repeats


class Value:
    """One value. Subclasses say what they expect, and turn text into a value and back."""

    def __init__(self, *, default: Any = None, required: bool = False) -> None:
        self.default = default
        self.required = required

    def expected(self) -> str:
        raise NotImplementedError

    def parse(self, text: str) -> Any:
        """The value; ValueError when it is something else."""
        raise NotImplementedError

    def text_of(self, value: Any) -> str:
        return str(value)

    def read(self, node: Node, path: str, problems: Problems) -> Any:
        if not isinstance(node, Scalar):
            problems.add(node.line, path, _("verwacht %(expected)s.") % {"expected": self.expected()})
            return self.default
        if node.is_empty or (self.required and not node.text.strip()):
            if self.required:
                problems.add(node.line, path, _("verwacht %(expected)s.") % {"expected": self.expected()})
            return self.default
        try:
            return self.parse(node.text)
        except (ValueError, ValidationError):
            sentence = _("verwacht %(expected)s; er staat ‘%(text)s’.")
            shown = " ".join(node.text[:_SHOWN].split()) + ("…" if len(node.text) > _SHOWN else "")
            problems.add(node.line, path, sentence % {"expected": self.expected(), "text": shown})
            return self.default

    def write(self, value: Any) -> Node | None:
        if value is None or (value == self.default and not self.required):
            return None
        return Scalar(0, self.text_of(value))
