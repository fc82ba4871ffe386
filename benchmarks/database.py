"""A fresh database for a benchmark: the one of DATABASE_URL under a name of its own, or a SQLite file."""

from contextlib import contextmanager

import django
from django.conf import settings


@contextmanager
def fresh_database():
    """Django set up on an empty, migrated database that goes afterwards."""
    django.setup()
    from django.test.utils import get_runner, setup_test_environment, teardown_test_environment

    settings.DEBUG = False
    setup_test_environment(debug=False)
    runner = get_runner(settings)(verbosity=0, interactive=False)
    old = runner.setup_databases()
    try:
        yield
    finally:
        runner.teardown_databases(old)
        teardown_test_environment()
