"""Whom we believe: the one host that we trust, about the one address that the mail comes from."""

import pytest

from notifications.inbound.parsing import dmarc_passed, read_mail

HOST = "mx.griffie.example"
SENDER = "sam@raad.utrecht.example"
PASS = "dmarc=pass (p=NONE sp=NONE) header.from=raad.utrecht.example"


def passed(*headers, sender=SENDER):
    mail = read_mail("\r\n".join([*headers, f"From: {sender}", "", "x"]).encode())
    return dmarc_passed(mail.tree, sender=mail.sender, host=HOST)


@pytest.mark.parametrize(
    "headers",
    [
        [f"Authentication-Results: {HOST}; {PASS}"],
        [f"Authentication-Results: {HOST.upper()} 1; spf=pass smtp.mailfrom=x; {PASS}"],
        [f"authentication-results: (by (the) border) {HOST};\r\n dkim=fail;\r\n\t{PASS}"],
        [f"Authentication-Results: {HOST}; dmarc=pass"],
        [f"Authentication-Results: {HOST}; dmarc=pass header.from=utrecht.example"],
        ["Received: by store.example", f"Authentication-Results: {HOST}; {PASS}", "Received: from x"],
        ["Authentication-Results: google.com; dmarc=fail", f"Authentication-Results: {HOST}; {PASS}"],
        [f"Authentication-Results: {HOST}; dkim=pass", f"Authentication-Results: {HOST}; {PASS}"],
    ],
)
def test_what_the_trusted_host_vouches_for_is_believed(headers):
    assert passed(*headers)


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [f"Authentication-Results: elders.example; {PASS}"],
        [f"Authentication-Results: x.{HOST}; {PASS}"],
        [f"Authentication-Results: {HOST}.elders.example; {PASS}"],
        [f"Authentication-Results: {HOST}; dmarc=fail header.from=raad.utrecht.example"],
        [f"Authentication-Results: {HOST}; dkim=pass; spf=pass"],
        [f"Authentication-Results: {HOST}; spf=fail (dmarc=pass)"],
        [f"Authentication-Results: {HOST}; {PASS}", f"Authentication-Results: {HOST}; dmarc=fail"],
        [
            f"Authentication-Results: {HOST}; dkim=pass",
            "Received: x",
            f"Authentication-Results: {HOST}; {PASS}",
        ],
        [f"Authentication-Results: {HOST}; dmarc=pass header.from=elders.example"],
        [f"Authentication-Results: {HOST}; dmarc=pass header.from=recht.example"],
        [f"Authentication-Results: {HOST}; {PASS}", "From: jo@elders.example"],
    ],
)
def test_anything_else_is_not(headers):
    assert not passed(*headers)
