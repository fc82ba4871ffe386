"""An old backup is restored, as docs/operations.md says: what went out after it was made does not go out again."""

import shutil
import sqlite3
import subprocess

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from notifications.models import Message
from notifications.outbox.actions import release
from notifications.sweep import sweep
from tests.builders import an_event
from tests.faults.processes import database_url
from tests.flush import KEPT, empty_tables
from tours.signups.actions import confirm, register

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]


class OnSqlite:
    def __init__(self, folder):
        self._file = folder / "backup"

    def keep(self):
        with sqlite3.connect(self._file) as copy:
            connection.cursor().connection.backup(copy)
        copy.close()

    def restore(self):
        with sqlite3.connect(self._file) as copy:
            copy.backup(connection.cursor().connection)
        copy.close()


class OnPostgres:
    def __init__(self, folder):
        self._file = folder / "backup.dump"

    def keep(self):
        others = [f"--exclude-table={table}" for table in (*KEPT, "django_migrations")]
        self._run("pg_dump", "--format=custom", "--data-only", *others, "--file", self._file, database_url())

    def restore(self):
        empty_tables()
        self._run("pg_restore", "--data-only", "--disable-triggers", "--dbname", database_url(), self._file)

    def _run(self, *command):
        subprocess.run(command, check=True, capture_output=True)


@pytest.fixture
def backup(tmp_path):
    if connection.vendor == "sqlite":
        return OnSqlite(tmp_path)
    if not shutil.which("pg_dump"):
        pytest.skip("no pg_dump here")
    return OnPostgres(tmp_path)


def sign_up(event, name):
    return confirm(register(event, name=name, email=f"{name}@voorbeeld.example", role="resident"))


def test_what_went_out_after_the_backup_does_not_go_out_again(backup, settings, mailoutbox):
    event = an_event()
    sign_up(event, "eerder")
    backup.keep()
    sweep(timezone.now())
    sent = {mail.extra_headers["Message-ID"] for mail in mailoutbox}
    sign_up(event, "later")
    assert sent

    backup.restore()
    settings.OUTBOX_HOLD = True
    sweep(timezone.now())
    assert {mail.extra_headers["Message-ID"] for mail in mailoutbox} == sent, (
        "on hold, nothing leaves the house"
    )
    held = Message.objects.filter(state="held")
    assert sent <= set(held.values_list("message_id", flat=True)), "the same rows, with the same Message-IDs"
    call_command("check_outbox")

    settings.OUTBOX_HOLD = False
    held.filter(recipient="eerder@voorbeeld.example").update(state="withdrawn")
    sign_up(event, "nieuw")
    release(Message.objects.all())
    sweep(timezone.now())
    after = [mail for mail in mailoutbox if mail.extra_headers["Message-ID"] not in sent]
    assert {mail.to[0] for mail in after} == {"nieuw <nieuw@voorbeeld.example>"}
    assert len(mailoutbox) == len({mail.extra_headers["Message-ID"] for mail in mailoutbox})
