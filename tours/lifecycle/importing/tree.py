"""What an event file is made of: nodes that know their line, and what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Scalar:
    """A single value, as text. `quoted`: it stood in quotes or in a block, so that "" is a text and not nothing."""

    line: int
    text: str
    quoted: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.quoted and self.text in {"", "~", "null", "Null", "NULL"}


@dataclass(frozen=True)
class Sequence:
    line: int
    items: tuple[Node, ...]


@dataclass(frozen=True)
class Mapping:
    """Keys with their own line and their value, in the order of the file."""

    line: int
    entries: dict[str, tuple[int, Node]]


Node = Scalar | Sequence | Mapping


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: where it stands, and what was expected there."""

    line: int
    field: str
    expected: str

    def __str__(self) -> str:
        place = f"{self.line}: {self.field}" if self.field else str(self.line)
        return f"{place}: {self.expected}"


class BrokenFile(Exception):
    """The file cannot be used. Nothing was changed."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems, key=lambda problem: problem.line)
        super().__init__("\n".join(map(str, self.problems)))


@dataclass
class Problems:
    """Gathers everything that is wrong, so that it can be said at once."""

    found: list[Problem] = field(default_factory=list)

    def add(self, line: int, path: str, expected: object) -> None:
        self.found.append(Problem(line, path, str(expected)))

    def raise_if_any(self) -> None:
        if self.found:
            raise BrokenFile(self.found)
