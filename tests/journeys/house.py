"""The service as an operator runs it: one process on SQLite, or what docker-compose.yml runs."""

import email
import email.policy
import itertools
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import uuid
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from aiosmtpd.controller import Controller

from tests.journeys.compose import ROOT, Compose
from tests.sink import free_port

BIN = Path(sys.executable).parent


class House:
    """`with House(folder) as house:` — started, migrated, answering; everything gone afterwards."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._processes = []
        self._around = ExitStack()

    def __enter__(self):
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *error):
        if any(error):
            print(self.logs())
        for process in self._processes:
            process.send_signal(signal.SIGTERM)
        for process in self._processes:
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._around.close()

    def manage(self, *arguments):
        """Run a management command to its end; its output."""
        return self._to_the_end(["python", "manage.py", *arguments])

    def example_tour(self):
        """The slug of the example that is still to come."""
        self.manage("load_example")
        with urllib.request.urlopen(f"{self.url}/agenda/") as page:
            return re.search(r"/agenda/(oefentoer-[\w-]+)/", page.read().decode())[1]

    def mails(self, *, to="", subject=""):
        """Mails that have left so far, oldest first."""
        found = []
        for path in sorted((self.folder / "mail").glob("*.eml")):
            mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            if to in mail["To"] and subject in mail["Subject"]:
                found.append(mail)
        return found

    def mail(self, *, to, subject, number=1, seconds=120):
        """The number-th such mail, waited for."""
        ends = time.monotonic() + seconds
        while len(found := self.mails(to=to, subject=subject)) < number:
            assert time.monotonic() < ends, (
                f"no mail {subject!r} to {to}; there are {[m['Subject'] for m in self.mails(to=to)]}"
            )
            time.sleep(0.1)
        return found[number - 1]

    def logs(self):
        return "\n".join(f"== {path.name}\n{path.read_text()}" for path in self.folder.glob("*.log"))

    def _start(self):
        servers = "TEST_REDIS_URL" in os.environ
        self._shape = _servers(self, self._around) if servers else _one_process(self)
        for command in self._shape.first:
            self._to_the_end(command)
        for name, command in self._shape.running.items():
            self._run(name, command)
        self._wait_until_ready()
        for check in self._shape.health_checks:
            self._to_the_end(check)

    def _run(self, name, command):
        with (self.folder / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(command, cwd=ROOT, env=self._shape.env, stdout=log, stderr=log)
        self._processes.append(process)

    def _to_the_end(self, command):
        done = subprocess.run(
            command, cwd=ROOT, env=self._shape.env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def _wait_until_ready(self):
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        ends = time.monotonic() + 300
        while time.monotonic() < ends:
            assert all(process.poll() is None for process in self._processes), self.logs()
            try:
                opener.open(f"{self.url}/readyz", timeout=60).close()
            except OSError:
                time.sleep(0.2)
            else:
                return
        raise AssertionError(f"not ready after five minutes: {self.logs()}")


@dataclass
class Shape:
    """Commands that end, commands that stay, how to ask whether these are well, and what is around all of them."""

    env: dict[str, str]
    first: list[list[str]]
    running: dict[str, list[str]]
    health_checks: list[list[str]]


def _dotenv(house):
    """What an operator puts in .env. Only our own programs are found, and no settings of this machine."""
    kept = {name: value for name, value in os.environ.items() if name in {"HOME", "LANG", "TMPDIR"}}
    return kept | {
        "PATH": f"{BIN}:{os.environ['PATH']}",
        "SECRET_KEY": "a-key-for-one-journey",
        "SITE_URL": house.url,
        "LOG_LEVEL": "WARNING",
    }


def _one_process(house):
    """What `make run` does."""
    return Shape(
        env=_dotenv(house)
        | {
            "DATA_DIR": str(house.folder),
            "STATIC_ROOT": str(house.folder / "static"),
            "PORT": str(house.port),
        },
        first=[],
        running={"serve": ["python", "manage.py", "serve", "--prepare"]},
        health_checks=[],
    )


def _servers(house, around):
    """What docker-compose.yml does, with the servers of this machine in place of its own."""
    here = {
        "dialoogtoer:dialoogtoer@postgres:5432/dialoogtoer": around.enter_context(_a_database()),
        "redis://redis:6379/0": os.environ["TEST_REDIS_URL"],
        "store:8333": around.enter_context(_a_store()),
        "mailpit:1025": around.enter_context(_a_mail_server(house.folder / "mail")),
        "0.0.0.0:8000": f"127.0.0.1:{house.port}",
        "127.0.0.1:8000": f"127.0.0.1:{house.port}",
        "/data": str(house.folder),
    }
    compose = Compose(dotenv=_dotenv(house) | {"HOSTNAME": socket.gethostname()}, here=here)
    shape = Shape(
        env=compose.environment("web"),
        first=[compose.in_the_image("collectstatic"), compose.command("migrate")],
        running={name: compose.command(name) for name in ("web", "worker", "beat")},
        health_checks=[compose.health_check(name) for name in ("web", "worker")],
    )
    assert compose.found == here.keys()  # nothing is asked of a server that the files do not name
    return shape


@contextmanager
def _a_database():
    server = os.environ["DATABASE_URL"].rsplit("/", 1)[0]
    name = f"dialoogtoer_{uuid.uuid4().hex[:12]}"
    with closing(psycopg.connect(f"{server}/postgres", autocommit=True)) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield f"{server.partition('://')[2]}/{name}"
        finally:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def _a_store():
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        yield "{}:{}".format(*server.get_host_and_port())
    finally:
        server.stop()


@contextmanager
def _a_mail_server(folder):
    """Keeps each mail as the one-process mode does."""
    folder.mkdir()
    port = free_port()
    server = Controller(Keeper(folder), hostname="127.0.0.1", port=port)
    server.start()
    try:
        yield f"127.0.0.1:{port}"
    finally:
        server.stop()


class Keeper:
    def __init__(self, folder):
        self._folder = folder
        self._numbers = itertools.count()

    async def handle_DATA(self, _server, _session, envelope):
        path = self._folder / f"{next(self._numbers):06}.eml"
        path.with_suffix(".part").write_bytes(envelope.content)
        path.with_suffix(".part").rename(path)
        return "250 OK"
