import pytest

from tests.builders import a_user
from tests.scheduling.board.board import a_day


@pytest.fixture
def planner(client):
    """A planner's browser, and a day of three stops."""
    event = a_day(0, 0.3, 3)
    client.force_login(a_user(role="planner", organisation=event.organisation))
    return client, event
