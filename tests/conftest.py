import gc

import pytest
from django.core.cache import caches
from django.test import TransactionTestCase
from django.utils import translation

from tests.flush import empty_tables


def pytest_collection_finish():
    """What was imported by now stays: looking through it for garbage again and again took a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


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
