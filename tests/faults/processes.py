"""The service as it really runs, in processes of its own on the test's database, to be killed."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from celery import current_app
from django.conf import settings
from django.db import connection

from config.settings import REDIS_OPTIONS
from tests.servers import answering_redis

ROOT = Path(settings.BASE_DIR)


def database_url():
    """The test's own database, for another process."""
    of = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{of['NAME']}"
    return f"postgres://{of['USER']}:{of['PASSWORD']}@{of['HOST']}:{of['PORT']}/{of['NAME']}"


def environment(**more):
    """What a process of ours needs: the same key and database as the test, and nothing of the machine's."""
    ours = {
        "SECRET_KEY": settings.SECRET_KEY,
        "DATA_DIR": tempfile.mkdtemp(prefix="dialoogtoer-faults-"),
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DEBUG": "1",  # no collected static files needed
        "LOG_LEVEL": "ERROR",
        "REDIS_URL": "",
    }
    return os.environ | ours | more


class Processes:
    """Some commands that are started, killed and stopped together, each with all of its children."""

    def __init__(self, commands, env, *, wake=lambda: None):
        self._commands = commands
        self._wake = wake
        self._env = env
        self._running = []
        self.log = Path(env["DATA_DIR"], "log")

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_error):
        self.kill()

    def start(self):
        with self.log.open("a") as log:
            self._running = [
                subprocess.Popen(
                    command,
                    cwd=ROOT,
                    env=self._env,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
                for command in self._commands
            ]
        self._wake()

    def kill(self):
        """kill -9, children and all: no chance to tidy up."""
        for process in self._running:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self._running = []

    def stop(self):
        """Ask politely; the exit codes."""
        for process in self._running:
            process.send_signal(signal.SIGTERM)
        return self.codes()

    def send(self, number):
        """A signal to all of them and their children."""
        for process in self._running:
            os.killpg(process.pid, number)

    def alive(self):
        return bool(self._running) and all(process.poll() is None for process in self._running)

    def another(self, **env):
        """The same commands in another environment."""
        return Processes(self._commands, self._env | env, wake=self._wake)

    def codes(self, *, seconds=120):
        """The exit codes, of processes that end by themselves."""
        return [process.wait(timeout=seconds) for process in self._running]


def whole_service(**more):
    """The embedded shape on SQLite, a worker and beat on PostgreSQL and Redis."""
    if connection.vendor == "sqlite":
        return one_process(**more)
    broker = answering_redis()
    assert broker, "Redis is needed"
    celery = [sys.executable, "-m", "celery", "--app", "config.celery"]
    env = environment(REDIS_URL=broker, **more)
    schedule = str(Path(env["DATA_DIR"], "schedule"))
    commands = [[*celery, "worker", "--concurrency", "2"], [*celery, "beat", "--schedule", schedule]]
    return Processes(commands, env, wake=lambda: ask_at(broker))


def ask_at(broker):
    """What a sign-up does after its commit; beat's first sweep comes only after fifteen seconds."""
    with current_app.connection_for_write(broker) as to:
        to.transport_options = REDIS_OPTIONS
        current_app.send_task("notifications.deliver_due", connection=to, expires=60)


def one_process(**more):
    return Processes([[sys.executable, "manage.py", "serve"]], environment(**more))


def eventually(condition, *, seconds=120, every=0.1):
    """Wait until it holds."""
    ends = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends, f"not within {seconds} s"
        time.sleep(every)
