"""An SMTP server in a process of its own that takes mail and notes it: `with Sink() as sink: … sink.taken()`.

Run as `python -m tests.sink PORT LOG DIES_AFTER [REFUSED…]`. One line per mail it accepted: Message-ID, a space, the recipient.
The line is written before the mail is accepted, so that a mail the sender saw accepted is always noted.
"""

import asyncio
import email
import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


_kept = []


def free_port():
    """A port that is nobody else's: it stays bound here, which on Linux keeps no server of ours from listening there."""
    probe = socket.socket()
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    probe.bind(("127.0.0.1", 0))
    port = probe.getsockname()[1]
    if sys.platform == "linux":
        _kept.append(probe)
    else:
        probe.close()
    return port


class Sink:
    """`refused`: addresses that do not exist here. `dies_after`: so many mails, the last without an answer to it.

    A mail to an address that begins with spam, later or bye gets 554, 451 or 421 once it was read.
    `noting=False`: only takes, for timing.
    """

    def __init__(self, *, refused=(), dies_after=0, noting=True):
        self.port = free_port()
        self.dies_after = dies_after
        self.refused = refused
        self.log = Path(tempfile.mkstemp(prefix="sink-")[1]) if noting else None
        self._process = None

    @property
    def url(self):
        return f"smtp://127.0.0.1:{self.port}"

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_error):
        self.stop()
        if self.log:
            self.log.unlink()

    def start(self):
        self.stop()
        arguments = [str(self.port), str(self.log or os.devnull), str(self.dies_after), *self.refused]
        self.dies_after = 0  # once
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "tests.sink", *arguments], cwd=ROOT, stdout=subprocess.PIPE
        )
        assert self._process.stdout.readline() == b"up\n"

    def stop(self):
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process.stdout.close()
            self._process = None

    def taken(self):
        """The (Message-ID, recipient) of every mail accepted so far."""
        return [tuple(line.split(" ")) for line in self.log.read_text().splitlines()]

    def wait_for(self, number, *, seconds=120):
        """Until so many mails were accepted."""
        ends = time.monotonic() + seconds
        while len(self.taken()) < number:
            assert time.monotonic() < ends, f"{len(self.taken())} of {number} after {seconds} s"
            time.sleep(0.01)


_AFTER_READING = {"spam": "554 5.7.1 spam", "later": "451 4.3.0 not now", "bye": "421 4.3.2 closing"}


class _Handler:
    def __init__(self, log, dies_after, refused):
        self._log = log
        self._left = dies_after
        self._refused = refused

    async def handle_EHLO(self, _server, session, _envelope, hostname, responses):
        """Commands that come together are read one by one, so it may say what Postfix, Exim and Exchange say too."""
        session.host_name = hostname
        return [responses[0], "250-PIPELINING", *responses[1:]]

    async def handle_RCPT(self, _server, _session, envelope, address, _options):
        if address in self._refused:
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):
        for word, answer in _AFTER_READING.items():
            if envelope.rcpt_tos[0].startswith(word):
                return answer
        if self._log:
            head, _, _ = envelope.content.partition(b"\r\n\r\n")
            message_id = email.message_from_bytes(head)["Message-ID"].strip()
            self._log.write(f"{message_id} {envelope.rcpt_tos[0]}\n")
            self._log.flush()
        self._left -= 1
        if self._left == 0:
            os._exit(1)
        return "250 OK"


async def _serve(port, handler):
    from aiosmtpd.smtp import SMTP

    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(handler, hostname="sink"), "127.0.0.1", port)
    print("up", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    _port, _log, _dies_after, *_refused = sys.argv[1:]
    with Path(_log).open("a") as _file:
        _handler = _Handler(None if _log == os.devnull else _file, int(_dies_after), _refused)
        asyncio.run(_serve(int(_port), _handler))
