"""Answers as real clients wrote and sent them, octet for octet: the .eml files beside this one.

Thunderbird 153.7.0esr, Evolution 3.46.4, KMail 5.22.3, Claws Mail 4.1.1, Gnus 5.13 in Emacs 28.2, aerc 0.14.0; each
answered an invitation of ours. Only the name of the host that invited was changed, into `toer.test`, that in aerc's Message-ID
and KMail's kernel. What a test changes for its own entry: UID, SEQUENCE, DTSTAMP (where it is one: Claws Mail writes zeros) and
Date; and it puts on top what a receiving server would.
"""

import re
from datetime import UTC
from email.utils import format_datetime
from pathlib import Path

from django.utils import timezone

from tests.notifications.inbound import clients

ADDRESS = {
    "thunderbird": "tb@voorbeeld.example",
    "evolution": "evo@voorbeeld.example",
    "kmail": "kmail@voorbeeld.example",
    "claws": "claws@voorbeeld.example",
    "gnus": "gnus@voorbeeld.example",
    "aerc": "aerc@voorbeeld.example",
}
_HERE = Path(__file__).parent


def octets_of(name):
    return (_HERE / f"{name}.eml").read_bytes()


def reply(name, entry, *, at=None, sequence=None, dmarc="pass"):
    """The answer in this file, as one to this entry that is sent at this moment."""
    moment = (at or timezone.now()).astimezone(UTC)
    number = entry.sequence if sequence is None else sequence
    octets = octets_of(name)
    if b"\nSEQUENCE:" not in octets and number:  # KMail writes none for 0
        octets = octets.replace(b"\nUID:", b"\nSEQUENCE:0\r\nUID:")
    for line, value in {
        rb"UID:\S+": f"UID:{entry.uid}",
        rb"SEQUENCE:\d+": f"SEQUENCE:{number}",
        rb"DTSTAMP:2\w+": f"DTSTAMP:{moment:%Y%m%dT%H%M%SZ}",
        rb"Date: [^\r]+": f"Date: {format_datetime(moment)}",
    }.items():
        octets = re.sub(rb"(?m)^" + line, value.encode(), octets)
    assert entry.uid.encode() in octets
    results = f"Authentication-Results: {clients.HOST}; dmarc={dmarc} header.from=voorbeeld.example\r\n"
    received = f"Received: from out.voorbeeld.example by {clients.HOST}; Thu, 1 Jan 2026 10:00:00 +0000\r\n"
    return (results + received).encode() + octets
