"""The service as an operator runs it: one process on SQLite, or web, worker and beat on PostgreSQL and Redis."""

import email
import email.policy
import os
import signal
import subprocess
import sys
import time
import urllib.request
import uuid
from contextlib import closing
from pathlib import Path

import psycopg

from tests.sink import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
BIN = Path(sys.executable).parent


class House:
    """`with House(folder) as house:` — started, migrated, answering; everything gone afterwards."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.servers = bool(os.environ.get("TEST_REDIS_URL"))
        self._processes = []
        self._database = f"dialoogtoer_{uuid.uuid4().hex[:12]}"
        kept = {
            name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "TMPDIR"}
        }
        self.env = kept | {
            "SECRET_KEY": "a-key-for-one-journey",
            "DATA_DIR": str(self.folder),
            "SITE_URL": self.url,
            "ALLOWED_HOSTS": "127.0.0.1",
            "PORT": str(self.port),
            "LOG_LEVEL": "WARNING",
        }
        if self.servers:
            server = os.environ["DATABASE_URL"].rsplit("/", 1)[0]
            self._maintenance = f"{server}/postgres"
            self.env |= {
                "DATABASE_URL": f"{server}/{self._database}",
                "REDIS_URL": os.environ["TEST_REDIS_URL"],
            }

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
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if self.servers:
            self._sql(f'DROP DATABASE IF EXISTS "{self._database}" WITH (FORCE)')

    def manage(self, *arguments):
        """Run a management command to its end; its output."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def mails(self, *, to="", subject=""):
        """Mails that have left so far, oldest first."""
        found = []
        for path in sorted((self.folder / "mail").glob("*.eml")):
            mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            if to in mail["To"] and subject in mail["Subject"]:
                found.append(mail)
        return found

    def mail(self, *, to, subject, number=1, seconds=30):
        """The number-th such mail, waited for."""
        ends = time.monotonic() + seconds
        while len(found := self.mails(to=to, subject=subject)) < number:
            assert time.monotonic() < ends, (
                f"no mail {subject!r} to {to}; there are {[m['Subject'] for m in self.mails(to=to)]}"
            )
            time.sleep(0.1)
        return found[number - 1]

    def _start(self):
        if self.servers:
            self._sql(f'CREATE DATABASE "{self._database}"')
        self.manage("migrate", "--verbosity", "0")
        self.manage("collectstatic", "--no-input", "--verbosity", "0")
        if self.servers:
            self._run(
                "gunicorn",
                "config.wsgi",
                "--bind",
                f"127.0.0.1:{self.port}",
                "--workers",
                "1",
                "--threads",
                "4",
            )
            self._run(
                "celery", "--app", "config.celery", "worker", "--concurrency", "1", "--loglevel", "WARNING"
            )
            self._run("celery", "--app", "config.celery", "beat", "--loglevel", "WARNING")
        else:
            self._run("python", "manage.py", "serve")
        self._wait_until_ready()

    def _run(self, program, *arguments):
        log = (self.folder / f"{program}-{len(self._processes)}.log").open("wb")
        with closing(log):
            process = subprocess.Popen(
                [BIN / program, *arguments], cwd=ROOT, env=self.env, stdout=log, stderr=log
            )
        self._processes.append(process)

    def _wait_until_ready(self):
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        for _ in range(300):
            assert all(process.poll() is None for process in self._processes), self.logs()
            try:
                opener.open(f"{self.url}/readyz", timeout=5).close()
            except OSError:
                time.sleep(0.2)
            else:
                return
        raise AssertionError(f"not ready after a minute: {self.logs()}")

    def logs(self):
        return "\n".join(f"== {path.name}\n{path.read_text()}" for path in self.folder.glob("*.log"))

    def _sql(self, statement):
        with closing(psycopg.connect(self._maintenance, autocommit=True)) as connection:
            connection.execute(statement)
