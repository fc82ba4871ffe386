"""A PostgreSQL server of the test's own, to be restarted for real; and the test's database moved there meanwhile."""

import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from tests.sink import free_port

DEBIAN = Path("/usr/lib/postgresql")


def binaries():
    """The folder of initdb and pg_ctl, or None."""
    found = shutil.which("pg_ctl")
    folders = [Path(found).parent] if found else sorted(DEBIAN.glob("*/bin"), reverse=True)
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


class Cluster:
    """As an unprivileged user: PostgreSQL refuses to run as root."""

    def __init__(self):
        self.port = free_port()
        self._folder = Path(tempfile.mkdtemp(prefix="faults-postgres-"))
        self._user = None
        if os.geteuid() == 0:
            self._user = "postgres" if _is_known("postgres") else "nobody"
            shutil.chown(self._folder, self._user)
        options = ["--username", "postgres", "--auth", "trust", "--encoding", "UTF8", "--locale", "C"]
        self._run("initdb", *options, "--no-sync", "--pgdata", "data")

    def start(self):
        options = f"-p {self.port} -k {self._folder} -c listen_addresses=127.0.0.1"
        self._run("pg_ctl", "--pgdata", "data", "--log", "log", "--options", options, "--wait", "start")

    def stop(self, mode):
        """`fast` ends every session and shuts down in order; `immediate` is a crash, after which it recovers."""
        self._run("pg_ctl", "--pgdata", "data", "--mode", mode, "--wait", "stop")

    def remove(self):
        self.stop("immediate")
        shutil.rmtree(self._folder)

    def _run(self, program, *arguments):
        command = [binaries() / program, *arguments]
        subprocess.run(
            command, cwd=self._folder, user=self._user, check=True, stdout=subprocess.DEVNULL, timeout=60
        )


def _is_known(name):
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


@contextmanager
def database_on(cluster):
    """Within this block the database of the test, in all its threads, is an empty one on that server."""
    connection.close()
    of = connection.settings_dict
    before = dict(of)
    of.update(HOST="127.0.0.1", PORT=str(cluster.port), USER="postgres", PASSWORD="", NAME="postgres")
    try:
        call_command("migrate", verbosity=0)
        yield
    finally:
        connection.close()
        of.update(before)
