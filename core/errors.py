"""The one base of everything that a person may be told no for, and what is not ours to say no to."""

from typing import Any, ClassVar

from django.utils.functional import Promise


class RuleBroken(Exception):
    """A rule says no. `sentence` is translated and says what happened and what to do.

    Values go in by keyword: `raise TooFewSeats(left=3)` with a sentence `Nog %(left)s plaatsen.`
    """

    sentence: ClassVar[str | Promise]
    field: ClassVar[str | None] = None  # the form field it belongs at, if any

    def __init__(self, **values: Any) -> None:
        self.values = values
        super().__init__()

    def __str__(self) -> str:
        sentence = str(self.sentence)
        return sentence % self.values if self.values else sentence


class Unavailable(Exception):
    """Something that we need does not answer: a 503, and the reader may come back. See core.http."""
