"""Whether a plan keeps every rule of its problem: one small check per rule, without the solver.

Codes and their values, ids as given: see each check. Minutes are since local midnight.
"""

from scheduling.engine.validate.rules import broken_rules, validate_plan

__all__ = [
    "broken_rules",
    "validate_plan",
]
