import pytest
from django.core import mail

from tests.notifications.batches.some import organiser, people_who_were_told


@pytest.fixture
def told(db):
    """An event, two people who have heard of it, and its organiser."""
    event, people = people_who_were_told(2)
    mail.outbox.clear()
    return event, people, organiser(event)
