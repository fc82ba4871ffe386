"""The verbs of the planner: search and choose, move on the board and undo, wish and give in."""

from scheduling.planner.actions.moving import fill, move, place, reorder, undo
from scheduling.planner.actions.searching import ask, choose, stop
from scheduling.planner.actions.wishing import can_give_in, give_in, set_day_wish, set_wish

__all__ = [
    "ask",
    "can_give_in",
    "choose",
    "fill",
    "give_in",
    "move",
    "place",
    "reorder",
    "set_day_wish",
    "set_wish",
    "stop",
    "undo",
]
