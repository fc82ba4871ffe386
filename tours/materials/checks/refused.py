"""How a check says no."""

from tours.materials.checks.limits import NAME_LENGTH


class Refused(Exception):
    """The code of a sentence in refusals.py, and what goes into it."""

    def __init__(self, code: str, **values: str) -> None:
        self.code = code
        self.values = {name: _tidy(value) for name, value in values.items()}
        super().__init__(code)


def _tidy(value: str) -> str:
    """Words out of a stranger's file: short and printable."""
    kept = "".join(char for char in value if char.isprintable())
    return kept if len(kept) <= NAME_LENGTH else kept[: NAME_LENGTH - 1] + "…"
