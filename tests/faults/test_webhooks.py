"""What calendars answer comes twice, late, in another order, or from somebody else."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from notifications.inbound.actions import work_off
from notifications.models import Received
from tests.faults.form import dice
from tests.notifications.inbound import clients, post

pytestmark = [pytest.mark.fault, pytest.mark.django_db]
ORDERS = 4


@pytest.fixture(autouse=True)
def _mail_server(settings):
    settings.INBOUND_SECRET = post.SECRET
    settings.INBOUND_TRUSTED_AUTHSERV = clients.HOST


def in_another_order(number):
    """Yes, no and yes again, each twice, shuffled; and a forged no that is newest of all."""
    registration, entry = post.invited(state="invited")
    now = timezone.now()
    said = [("ACCEPTED", 30), ("DECLINED", 20), ("ACCEPTED", 10)]
    mails = [
        clients.outlook(entry, partstat, at=now - timedelta(minutes=ago))
        for partstat, ago in said
        for _ in range(2)
    ]
    dice(f"answers {number}").shuffle(mails)
    return registration, entry, mails


@pytest.mark.parametrize("number", range(ORDERS))
def test_in_any_order_the_newest_answer_counts_once(number):
    registration, entry, mails = in_another_order(number)
    forged = Client().post(
        "/webhooks/raw/",
        clients.outlook(entry, "DECLINED"),
        content_type="message/rfc822",
        headers={"Authorization": "Bearer geraden"},
    )
    assert forged.status_code == 401
    for mail in mails:
        assert post.arrive(mail).status_code == 202
        work_off(at=timezone.now())
    work_off(at=timezone.now() + timedelta(hours=1))
    assert post.fresh(registration).state == "confirmed"
    assert not Received.objects.filter(state="new").exists()
