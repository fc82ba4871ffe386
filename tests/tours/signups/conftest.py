import pytest
from django.core.servers.basehttp import WSGIServer

from core import facts

# More visitors than its usual queue knock on the test server's door at the same moment.
WSGIServer.request_queue_size = 128


@pytest.fixture
def heard():
    """The facts that were announced, in order. Those who really listen hear them too."""
    told, before = [], dict(facts._listeners)

    def overhear(fact):
        told.append(fact)
        before[type(fact)](fact)

    for kind in before:
        facts.listen(kind)(overhear)
    yield told
    facts._listeners.clear()
    facts._listeners.update(before)
