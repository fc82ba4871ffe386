import pytest

from core import facts
from tours.facts import EventCancelled, EventClosed, EventPublished


@pytest.fixture(autouse=True)
def heard():
    """The facts about events that were announced, in order. Those who really listen hear them too."""
    told, before = [], dict(facts._listeners)

    def overhear(fact):
        told.append(fact)
        if type(fact) in before:
            before[type(fact)](fact)

    for kind in (EventPublished, EventCancelled, EventClosed):
        facts.listen(kind)(overhear)
    yield told
    facts._listeners.clear()
    facts._listeners.update(before)
