"""What is wrong or doubtful about a day, in sentences, each with the place where it is and one thing to do about it."""

from scheduling.board.warnings.finding import pressing, warnings_for, warnings_of
from scheduling.board.warnings.fixes import bring_together
from scheduling.board.warnings.warning import Fix, PlanWarning

__all__ = [
    "Fix",
    "PlanWarning",
    "bring_together",
    "pressing",
    "warnings_for",
    "warnings_of",
]
