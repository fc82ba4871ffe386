import pytest

from tests.notifications.inbound import clients, post


@pytest.fixture(autouse=True)
def _mail_server(settings):
    """A mail server that knows the secret and vouches for senders."""
    settings.INBOUND_SECRET = post.SECRET
    settings.INBOUND_TRUSTED_AUTHSERV = clients.HOST
