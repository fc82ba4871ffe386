import gc

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation

from tests.flush import empty_tables


def pytest_collection_finish():
    """What was imported by now stays: looking through it for garbage again and again took a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def pytest_collection_modifyitems(config, items):
    """On servers once more: what asks for a database, and what depends on the settings (tests/core) or starts the service."""
    if connection.vendor == "sqlite":
        return
    again = [item for item in items if _meets_servers(item)]
    config.hook.pytest_deselected(items=[item for item in items if not _meets_servers(item)])
    items[:] = again


def _meets_servers(item):
    if item.get_closest_marker("one_database"):
        return False
    return (
        not {"db", "transactional_db"}.isdisjoint(item.fixturenames)
        or any(item.get_closest_marker(name) for name in ("django_db", "browser", "fault"))
        or "core" in item.path.parts
    )


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    """Files that a test stores stay its own."""
    folder = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(tmp_path / "materials"), "base_url": None},
    }
    settings.STORAGES = settings.STORAGES | {"materials": folder}


@pytest.fixture(autouse=True)
def _nothing_kept():
    """What a test keeps in the cache goes with it."""
    for name in caches.settings:
        caches[name].clear()


@pytest.fixture(autouse=True)
def _in_the_first_language(settings):
    """The language of the page that another test asked for last is not that of this one."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True, scope="session")
def _cheaper_flush():
    """See tests/flush.py."""
    TransactionTestCase._fixture_teardown = lambda _case: empty_tables()
