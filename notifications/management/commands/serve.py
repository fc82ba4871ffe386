"""`manage.py serve`: the one-process mode. The main thread serves pages, three others work the queue, keep the clock and search for plans."""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import waitress
from celery import current_app
from celery.worker import state as worker_state
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse
from django.utils import timezone

from core.poke import answer_here, poke
from notifications.outbox import delivery
from notifications.sweep import sweep
from scheduling.planner import running as planner
from tours.models import Membership
from tours.organisations.models import MembershipRole

logger = logging.getLogger(__name__)
WEB_THREADS = 8
# A request takes a thread only when it is in as a whole. Who opens many and goes silent shuts nobody out:
# there is room for more, and after this long a silent one is closed.
CONNECTIONS, SILENT_S = 800, 30
# The clock delivers a little itself: what is due goes out even while the worker is busy with something long.
CLOCK_DELIVERS_S = 5.0
_CRASHES, _WITHIN_S = 5, 60.0
_GOODBYE_S = 15.0


class Part(threading.Thread):
    """A thread that is never silently dead: what crashes is logged and started again; what goes on crashing ends us."""

    def __init__(self, name: str, work: Callable[[], None], *, stopping: threading.Event) -> None:
        super().__init__(name=name, daemon=True)
        self._work = work
        self._stopping = stopping
        self._crashes: deque[float] = deque(maxlen=_CRASHES)
        self.gave_up = False

    def run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._work()
            except Exception:
                logger.exception("the %s crashed", self.name)
            if self._stopping.is_set():
                return
            logger.error("the %s stopped by itself and is started again", self.name)
            self._crashes.append(time.monotonic())
            if len(self._crashes) == _CRASHES and self._crashes[-1] - self._crashes[0] < _WITHIN_S:
                logger.critical("the %s goes on crashing: the whole process ends", self.name)
                self.gave_up = True
                os.kill(os.getpid(), signal.SIGTERM)
                return
            self._stopping.wait(1)


class Command(BaseCommand):
    help = "Serves pages, works the queue and keeps the clock, in one process. Ctrl-C stops all of it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="0.0.0.0 to be reached from elsewhere")
        parser.add_argument(
            "--prepare",
            action="store_true",
            help="first migrate, collect the static files, and load the example into an empty database",
        )

    def handle(self, *_args: Any, host: str, prepare: bool, **_options: Any) -> None:
        if not settings.ONE_PROCESS:
            raise CommandError(
                "REDIS_URL is set: start gunicorn, a worker and beat instead. See docs/operations.md."
            )
        if prepare:
            self._prepare()
        _make_ready()
        server = _listen(host)
        stopping, asked = threading.Event(), threading.Event()
        parts = [
            Part("worker", work_the_queue, stopping=stopping),
            Part("clock", lambda: keep_the_clock(stopping), stopping=stopping),
            Part("planner", lambda: search_for_plans(asked, stopping), stopping=stopping),
        ]
        answer_here(planner.TASK, asked.set)
        signal.signal(signal.SIGTERM, _leave)
        for part in parts:
            part.start()
        self.stdout.write(_welcome())
        self.stdout.flush()
        server.run()  # until SIGINT or SIGTERM
        self.stdout.write("Stopping …")
        stopping.set()
        delivery.stop_soon.set()
        planner.stop_soon.set()
        asked.set()
        worker_state.should_stop = 0  # type: ignore[assignment]  # an exit code; its types know None alone
        poke("notifications.deliver_due")  # so that a worker that waits for something notices at once
        for part in parts:
            part.join(_GOODBYE_S)
        server.close()
        if any(part.gave_up for part in parts):
            raise CommandError("A part of the service went on crashing; see the log.")

    def _prepare(self) -> None:
        """In this process: another one for each would load all of Django again."""
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        call_command("load_example", if_empty=True, stdout=self.stdout)


def work_the_queue() -> None:
    """A Celery worker in this thread, until it is told to stop."""
    worker_state.should_stop = None
    worker = current_app.WorkController(
        app=current_app,
        pool="solo",
        concurrency=1,
        hostname=f"serve@{socket.gethostname()}",
        without_heartbeat=True,
        without_mingle=True,
        without_gossip=True,
    )
    worker.start()
    if worker.exitcode:
        raise RuntimeError(f"the worker ended with {worker.exitcode}")


def keep_the_clock(stopping: threading.Event) -> None:
    """Sweep at once, and then every SWEEP_SECONDS."""
    while not stopping.is_set():
        try:
            sweep(timezone.now(), budget_s=CLOCK_DELIVERS_S)
            poke("notifications.deliver_due")
        finally:
            close_old_connections()
        stopping.wait(settings.SWEEP_SECONDS)


def search_for_plans(asked: threading.Event, stopping: threading.Event) -> None:
    """Search when that is asked, and look every SWEEP_SECONDS: a search may take half a minute, and no mail waits for it."""
    while not stopping.is_set():
        asked.clear()
        try:
            planner.run_due(at=timezone.now())
        finally:
            close_old_connections()
        asked.wait(settings.SWEEP_SECONDS)


def _make_ready() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise CommandError("The database is not up to date: run `manage.py migrate` first.")
    if not settings.DEBUG and not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        call_command("collectstatic", interactive=False, verbosity=0)
    connection.close()


def _listen(host: str) -> Any:
    try:
        return waitress.create_server(
            get_wsgi_application(),
            host=host,
            port=settings.PORT,
            threads=WEB_THREADS,
            ident=None,
            asyncore_use_poll=True,
            connection_limit=CONNECTIONS,
            channel_timeout=SILENT_S,
            # What the proxies in front say is read by us, as far as TRUSTED_PROXIES goes.
            clear_untrusted_proxy_headers=not settings.TRUSTED_PROXIES,
        )
    except OSError as error:
        raise CommandError(
            f"Port {settings.PORT} cannot be used ({error.strerror}): choose another with PORT=…"
        ) from error


def _leave(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def _welcome() -> str:
    """Where it is, where mail goes, and how to log in as organiser."""
    owner = Membership.objects.filter(role=MembershipRole.OWNER).select_related("user").order_by("pk").first()
    if owner is None:
        who = "nobody yet: manage.py create_organiser EMAIL --organisation NAME"
    elif owner.user.has_usable_password():
        noted = settings.DATA_DIR / "organiser-login.txt"  # load_example writes it
        where = f"in {noted}" if noted.exists() else "that was set"
        who = f"{owner.user.email}, with the password {where} or a code that comes by mail"
    else:
        who = f"{owner.user.email}, with the code that comes by mail"
    lines = {
        "Pages": f"{settings.SITE_URL}/",
        "Organisers": f"{settings.SITE_URL}{reverse('account_login')}",
        "Log in as": who,
        "Mail": _mail_goes_to(),
        "Data": str(settings.DATA_DIR),
    }
    text = "\n".join(f"  {name:<11} {value}" for name, value in lines.items())
    return f"\nDialoogtoer is up. Ctrl-C stops it.\n\n{text}\n"


def _mail_goes_to() -> str:
    if settings.OUTBOX_HOLD:
        return "is written but not sent (OUTBOX_HOLD)"
    if settings.EMAIL_BACKEND == "notifications.outbox.eml.EmailBackend":
        return f"one .eml file per mail in {settings.EMAIL_FILE_PATH}/"
    if settings.EMAIL_BACKEND == "django.core.mail.backends.smtp.EmailBackend":
        return f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    return str(settings.EMAIL_BACKEND)
