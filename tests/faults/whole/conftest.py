import pytest

from tests.faults.form import SEED
from tests.faults.world import World


@pytest.fixture(scope="package")
def _the_world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), World() as world:
        yield world


@pytest.fixture
def world(transactional_db, _the_world):
    """The service, whole, with an empty database. Its processes are the same for all scenarios that leave them whole."""
    print(f"FAULT_SEED={SEED}")
    _the_world.whole()
    yield _the_world
    print(_the_world.logs())
