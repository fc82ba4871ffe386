"""Fan-out into a local SMTP sink against bare smtplib on one connection: `python -m benchmarks.bench_outbox [NUMBER]`."""

import os
import smtplib
import statistics
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

from benchmarks.database import fresh_database
from benchmarks.measure import MEGABYTE, memory_bytes, row

NUMBER = 10_000


def invitations(number):
    """So many people with a seat and an invitation that is due."""
    import uuid

    from django.utils import timezone

    from benchmarks.pages import a_full_event
    from notifications.calendar.itinerary import participant_itinerary
    from notifications.models import Message, Saying, Told
    from tours.models import Registration

    event = a_full_event(stops=6, registrations=0)
    now = timezone.now()
    people = Registration.objects.bulk_create(
        [
            Registration(
                event=event,
                state="confirmed",
                name=f"Deelnemer {n}",
                email=f"deelnemer{n}@voorbeeld.example",
                role="resident",
                address_confirmed_at=now,
            )
            for n in range(number)
        ],
        batch_size=1000,
    )
    (saying,) = Saying.objects.keep(event.pk, participant_itinerary(event.current.data, None))
    told = Told.objects.bulk_create(
        [
            Told(
                event=event,
                registration=person,
                email=person.email,
                uid=f"{event.pk}.{uuid.uuid4().hex}@localhost",
                saying=saying,
                dtstamp=now,
            )
            for person in people
        ],
        batch_size=1000,
    )
    Message.objects.bulk_create(
        [
            Message(
                key=f"invitation:{row.pk}",
                kind="seat_confirmed",
                event=event,
                registration=person,
                told=row,
                recipient=person.email,
                recipient_name=person.name,
                method="REQUEST",
                dtstamp=now,
                message_id=f"<{uuid.uuid4().hex}@localhost>",
                due_at=now,
                next_attempt_at=now,
            )
            for person, row in zip(people, told, strict=True)
        ],
        batch_size=1000,
    )


def a_mail():
    """One of those mails as bytes."""
    from notifications.letters import compose
    from notifications.models import Message

    message = Message.objects.select_related("event", "registration", "told").first()
    return compose(message).message().as_bytes(linesep="\r\n")


def bare_smtplib(port, octets, number):
    """Seconds per mail, of so many of the same mail, written beforehand, on one connection."""
    server = smtplib.SMTP("127.0.0.1", port)
    start = time.perf_counter()
    for _ in range(number):
        server.sendmail("dialoogtoer@localhost", ["deelnemer@voorbeeld.example"], octets)
    seconds = (time.perf_counter() - start) / number
    server.quit()
    return seconds


def run(number=NUMBER):
    from django.conf import settings
    from django.db import connection

    from core.poke import flush
    from notifications.models import Message
    from tests.sink import Sink

    invitations(number)
    _as_in_production()
    octets = a_mail()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with Sink(noting=False) as sink:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        deliver(0.5)  # warm
        memory = memory_bytes()
        bare_s = measure("one worker", deliver, sink.port, octets, until=number // 2, aim=0.5)
        grown = (memory_bytes() - memory) / MEGABYTE
        row("memory one worker grew by", f"{grown:.1f} MB", "≤ 20 MB", "ok" if grown <= 20 else "MISSED")
        flush()
        connection.close()
        with ProcessPoolExecutor(2, mp_context=get_context("fork")) as workers:
            list(workers.map(time.sleep, [0, 0]))  # fork now, while no connection is open
            measure(
                "two workers",
                lambda seconds: sum(workers.map(deliver, [seconds, seconds])),
                sink.port,
                octets,
                until=0,
                aim=0.7,
            )
    assert not Message.objects.exclude(state="sent").exists()
    kilobytes = len(octets) / 1000
    row(f"bare smtplib, one connection, {kilobytes:.1f} kB", f"{1 / bare_s:.0f}/s ({bare_s * 1000:.2f} ms)")


def measure(who, deliver_for, port, octets, *, until, aim):
    """Print the rate against bare smtplib, in turns of two seconds, until so few are left; bare seconds per mail."""
    from notifications.models import Message

    bare, ours = [], []
    while Message.objects.filter(state="pending").count() > until:
        bare.append(bare_smtplib(port, octets, 500))
        start = time.perf_counter()
        sent = deliver_for(2.0)
        ours.append((time.perf_counter() - start) / sent)
    ratio = statistics.median(b / o for b, o in zip(bare, ours, strict=True))
    verdict = "ok" if ratio >= aim else "MISSED"
    rate = 1 / statistics.median(ours)
    row(
        f"invitations sent by {who}, against bare smtplib",
        f"{ratio:.2f}  ({rate:.0f}/s)",
        f"≥ {aim}",
        verdict,
    )
    return statistics.median(bare)


def deliver(seconds):
    """Deliver for so long; how many were sent."""
    from django.utils import timezone

    from notifications.outbox.delivery import deliver_due

    return deliver_due(at=timezone.now(), budget_s=seconds)["sent"]


def _as_in_production():
    """The test environment notes every template that is rendered; a worker does not."""
    from django.template import Template
    from django.test.utils import _TestState

    Template._render = _TestState.saved_data.template_render  # noqa: SLF001  (what setup_test_environment replaced)


if __name__ == "__main__":
    with fresh_database():
        run(int(sys.argv[1]) if len(sys.argv) > 1 else NUMBER)
