"""The whole service in processes of its own, with a way to break it at every joint.

On SQLite one process is web, worker and clock at once. On PostgreSQL there are three, each behind a gate to the
database, with a broker of their own.
"""

import signal
import sys
import time
from contextlib import ExitStack, suppress
from pathlib import Path

import redis
from django.db import connection, transaction
from django.utils import timezone

from notifications.models import Message
from tests.faults.checker import Story, differences
from tests.faults.clients import Visitor, sign_up
from tests.faults.form import SHORT
from tests.faults.mailserver import MailServer
from tests.faults.nemesis import Broker, Gate
from tests.faults.processes import Processes, ask_at, database_url, environment, eventually
from tests.sink import free_port

RECOVERED_WITHIN_S = 180 if SHORT else 60  # the short form runs on any machine, and hurries the clock


class World:
    """`parts` are "web", "worker" and "beat"; where they are one process, each is that one."""

    def __init__(self):
        self.port = free_port()
        self.mail = MailServer()
        self.broker = self.gate = None
        self.story = Story()
        self.parts = {}
        self._around = ExitStack()

    def __enter__(self):
        self._around.enter_context(self.mail)
        self.parts = self._one_process() if connection.vendor == "sqlite" else self._three()
        for process in self._running():
            self._around.callback(process.kill)
        return self

    def __exit__(self, *_error):
        self._around.close()

    def whole(self):
        """Everything runs, nothing is remembered: a scenario may begin."""
        self.mail.afresh()
        self.story = Story()
        if self.gate:
            self.gate.open()
        for process in self._running():
            if not process.alive():
                process.start()
        eventually(lambda: Visitor(self.port).answers(), seconds=RECOVERED_WITHIN_S)

    def start(self, part):
        self.parts[part].start()

    def kill(self, part):
        """kill -9; a mail that is under way then may go a second time."""
        self.parts[part].kill()

    def freeze(self, part):
        self.parts[part].send(signal.SIGSTOP)

    def thaw(self, part):
        self.parts[part].send(signal.SIGCONT)

    def another(self, part, **more):
        """A second one of the same, on a port of its own."""
        twin = self.parts[part].another(DATA_DIR=environment()["DATA_DIR"], PORT=str(free_port()), **more)
        twin.start()
        return twin

    def lapse(self, *, of_the_living=False):
        """In place of waiting: the leases of those who died have run out; who lives has those mails in hand.

        What a server still marks for one of them is passed by, as those who keep a lease do: two at once who write many
        rows may otherwise wait for each other for ever.
        """
        sending = Message.objects.filter(state="sending").order_by()
        with transaction.atomic():
            held = list(sending.select_for_update(skip_locked=True).values_list("pk", "lease_owner"))
            over = [pk for pk, owner in held if of_the_living or not _lives(owner)]
            sending.filter(pk__in=over).update(lease_until=timezone.now())

    def ask(self):
        """Have a worker look, as a commit does."""
        if self.broker:
            with suppress(OSError, redis.RedisError):
                ask_at(self.broker.url)

    def eventually_told(self):
        """Until everything that was written has gone out, in time after the fault."""
        since = time.monotonic()
        eventually(_all_ended_soon if SHORT else all_ended, seconds=RECOVERED_WITHIN_S, every=0.3)
        return time.monotonic() - since

    def check(self):
        """Nothing that should not have been."""
        found = differences(self.story, self.mail.mails)
        assert not found, "\n".join(found)

    def sign_up(self, event, address):
        """Somebody signs up at the web, which must acknowledge it."""
        assert sign_up(Visitor(self.port), event, address), f"{address} could not sign up"
        self.story.acknowledged.append(address)

    def logs(self):
        """What the processes said that is worth a line, for a scenario that fails."""
        return "\n".join(
            {process.log: process.log.read_text()[-4000:] for process in self._running()}.values()
        )

    def _running(self):
        return list(dict.fromkeys(self.parts.values()))

    def _one_process(self):
        serve = Processes([[sys.executable, "manage.py", "serve"]], self._env())
        return dict.fromkeys(("web", "worker", "beat"), serve)

    def _three(self):
        self.broker = Broker()
        self.broker.start()
        self._around.callback(self.broker.stop)
        of = connection.settings_dict
        self.gate = Gate(of["HOST"] or "127.0.0.1", int(of["PORT"] or 5432))
        self._around.callback(self.gate.close)
        beyond = f"{of['HOST']}:{of['PORT']}"
        through = database_url().replace(f"@{beyond}/", f"@127.0.0.1:{self.gate.port}/")
        env = self._env(DATABASE_URL=through, REDIS_URL=self.broker.url)
        python = [sys.executable, "-m"]
        web = [
            "gunicorn",
            "config.wsgi",
            "--bind",
            f"127.0.0.1:{self.port}",
            "--workers",
            "1",
            "--threads",
            "4",
        ]
        celery = ["celery", "--app", "config.celery"]
        commands = {
            "web": [*python, *web, "--worker-class", "gthread"],
            "worker": [*python, *celery, "worker", "--concurrency", "2"],
            "beat": [*python, *celery, "beat"],
        }
        return {part: Processes([command], env) for part, command in commands.items()}

    def _env(self, **more):
        hurried = {"DJANGO_SETTINGS_MODULE": "tests.faults.settings"} if SHORT else {}
        return environment(EMAIL_URL=self.mail.url, PORT=str(self.port), **hurried, **more)


def _lives(owner):
    """Whether the process that this lease names does; one that nobody asked how it ended does not."""
    _host, process, _chance = owner.rsplit(":", 2)
    try:
        state = Path("/proc", process, "stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def all_ended():
    return not Message.objects.filter(state__in=["pending", "sending"]).exists()


def _all_ended_soon():
    """In place of waiting, a message that is tried again later is tried now."""
    now = timezone.now()
    Message.objects.filter(state="pending", attempts__gt=0, next_attempt_at__gt=now).update(
        next_attempt_at=now
    )
    return all_ended()
