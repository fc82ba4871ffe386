import dataclasses
import inspect

from core import facts as core_facts
from tours import facts


def test_somebody_listens_to_every_fact():
    kinds = {kind for _name, kind in inspect.getmembers(facts, dataclasses.is_dataclass)}
    assert kinds
    assert kinds <= set(core_facts._listeners)
