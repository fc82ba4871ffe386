import pytest

from tests.notifications.reminders.sweeping import LONG_BEFORE


@pytest.fixture
def long_before(time_machine):
    time_machine.move_to(LONG_BEFORE, tick=False)
