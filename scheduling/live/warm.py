"""The solver takes most of a second to load: it is loaded while somebody reads the page, before they ask."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from threading import Thread


@cache
def load_solver_soon() -> None:
    """Once in each process, beside its work."""
    Thread(target=import_module, args=["ortools.sat.python.cp_model"], name="load the solver").start()
