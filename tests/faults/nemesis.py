"""What breaks things from outside: a gate in front of a server, a broker of the test's own, a lock that is held."""

import shutil
import socket
import subprocess
import tempfile
import threading
from contextlib import contextmanager, suppress

import redis
from django.db import connection, transaction

from tests.faults.processes import eventually
from tests.sink import free_port


class Gate:
    """A door in front of a server. Shut, it drops every line at once and lets nobody in: to those behind it, a restart."""

    def __init__(self, host, port):
        self._beyond = host, port
        self._lines = set()
        self._shut = False
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._let_in, daemon=True).start()

    def shut(self):
        self._shut = True
        for line in list(self._lines):
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def open(self):
        self._shut = False

    def ports(self):
        """From which the server sees our lines come."""
        return [line.getsockname()[1] for line in list(self._lines) if line.fileno() >= 0]

    def close(self):
        self.shut()
        self._listening.close()

    def _let_in(self):
        while True:
            try:
                near, _address = self._listening.accept()
            except OSError:  # closed: the test is over
                return
            if self._shut:
                near.close()
                continue
            try:
                far = socket.create_connection(self._beyond)
            except OSError:  # who is behind it is away
                near.close()
                continue
            self._lines |= {near, far}
            for pair in ((near, far), (far, near)):
                threading.Thread(target=self._carry, args=pair, daemon=True).start()

    def _carry(self, source, target):
        with suppress(OSError):
            while octets := source.recv(65536):
                target.sendall(octets)
        for line in (source, target):
            self._lines.discard(line)
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()


class Broker:
    """A Redis server of the test's own, which may be stopped, started empty and flushed."""

    def __init__(self):
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._folder = tempfile.mkdtemp(prefix="faults-redis-")
        self._process = None

    @classmethod
    def available(cls):
        return shutil.which("redis-server") is not None

    def start(self):
        """Up, and empty: it keeps nothing on disk."""
        command = [
            "redis-server",
            "--port",
            str(self.port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
        ]
        self._process = subprocess.Popen([*command, "--dir", self._folder], stdout=subprocess.DEVNULL)
        eventually(self._answers)

    def _answers(self):
        with suppress(redis.RedisError), redis.Redis.from_url(self.url) as server:
            return server.ping()

    def stop(self):
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    def flush(self):
        with redis.Redis.from_url(self.url) as server:
            server.flushall()


@contextmanager
def writing_locked(rows):
    """As long as this lasts nobody else can write these rows; on SQLite, nobody can write anything."""
    with transaction.atomic():
        list(rows.select_for_update().values_list("pk"))
        yield


def end_backends(gate):
    """PostgreSQL ends every connection that came through this gate. How many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND client_port = ANY(%s)",
            [gate.ports()],
        )
        return cursor.fetchone()[0]
