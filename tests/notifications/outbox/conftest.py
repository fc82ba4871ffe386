import pytest

from tests.notifications.outbox import servers


@pytest.fixture
def server(settings):
    """A mail server that takes everything, until `answers` or `opening` say otherwise."""
    settings.EMAIL_BACKEND = servers.NAME
    servers.Scripted.answers, servers.Scripted.opening, servers.Scripted.sent = {}, [], []
    servers.Scripted.opened = 0
    return servers.Scripted
