import base64

import pytest

from tests.notifications.inbound import clients, post


@pytest.fixture(autouse=True)
def _mail_server(settings):
    """A mail server that knows the secret and vouches for senders."""
    settings.INBOUND_SECRET = post.SECRET
    settings.INBOUND_TRUSTED_AUTHSERV = clients.HOST


@pytest.fixture
def secret(settings):
    """What a provider shows that was told the secret of the webhooks."""
    settings.ANYMAIL = {"WEBHOOK_SECRET": f"inbound:{post.SECRET}", "MAILGUN_WEBHOOK_SIGNING_KEY": post.KEY}
    return {"Authorization": "Basic " + base64.b64encode(f"inbound:{post.SECRET}".encode()).decode()}
