from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created


class CoreConfig(AppConfig):
    name = "core"

    def ready(self) -> None:
        connection_created.connect(_wait_no_longer)


def _wait_no_longer(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    """PostgreSQL waits for a lock without end, and so would who asked. What takes too long is a 503, as on SQLite.

    A statement, for PgBouncer refuses it among the options of a connection.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = '{settings.LOCK_WAIT_S}s'")
