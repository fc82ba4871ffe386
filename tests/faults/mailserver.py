"""A mail server in a thread of the test's own: takes mail, notes it, and misbehaves as it is told.

tests/sink.py is the one for numbers; this one is for words.
"""

import asyncio
import email
import email.policy
import threading
import time

from aiosmtpd.controller import Controller
from icalendar import Calendar

from tests.faults.checker import Mail
from tests.sink import free_port

HANG_UP = "hang up"


class MailServer:
    """`answer(stage, address)` is asked at CONNECT, RCPT, DATA (before the mail is noted) and TAKEN (after).

    It gives a reply to say, seconds to wait or an Event to wait for, HANG_UP, or None for "fine"; it may also break
    something meanwhile.
    """

    def __init__(self):
        self.port = free_port()
        self.answer = lambda _stage, _address: None
        self.mails = []
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    @property
    def url(self):
        return f"smtp://127.0.0.1:{self.port}"

    def __enter__(self):
        self._controller.start()
        return self

    def __exit__(self, *_error):
        self._controller.stop(no_assert=True)

    def afresh(self):
        """As if it had only just begun."""
        self.answer = lambda _stage, _address: None
        self.mails = []

    def wait_for(self, number, *, seconds=120):
        """Until so many mails were accepted."""
        ends = time.monotonic() + seconds
        while len(self.mails) < number:
            assert time.monotonic() < ends, f"{len(self.mails)} of {number} after {seconds} s"
            time.sleep(0.005)

    async def handle_EHLO(self, server, session, _envelope, hostname, responses):
        session.host_name = hostname
        said = await self._ask(server, "CONNECT", "")
        return [said] if said else responses

    async def handle_RCPT(self, server, _session, envelope, address, _options):
        said = await self._ask(server, "RCPT", address)
        if not said:
            envelope.rcpt_tos.append(address)
        return said or "250 OK"

    async def handle_DATA(self, server, _session, envelope):
        address = envelope.rcpt_tos[0]
        said = await self._ask(server, "DATA", address)
        if said:
            return said
        self.mails.append(_read(address, envelope.content))
        return await self._ask(server, "TAKEN", address) or "250 OK"

    async def _ask(self, server, stage, address):
        said = self.answer(stage, address)
        if isinstance(said, float):
            await asyncio.sleep(said)
            return ""
        if isinstance(said, threading.Event):
            await asyncio.to_thread(said.wait)
            return ""
        if said == HANG_UP:
            server.transport.abort()
            raise ConnectionResetError
        return said or ""


def _read(address, octets):
    mail = email.message_from_bytes(octets, policy=email.policy.default)
    text = mail.get_body(("plain",)).get_content()
    about, sequence = (str(mail["Subject"]),), None
    for part in mail.walk():
        if part.get_content_type() == "text/calendar":
            calendar = Calendar.from_ical(part.get_content())
            (entry,) = calendar.walk("VEVENT")
            sequence = int(entry["SEQUENCE"])
            about = (*about[:1], str(calendar["METHOD"]), str(entry["UID"]), sequence)
    return Mail(time.time(), mail["Message-ID"].strip(), address, about, sequence, text)
