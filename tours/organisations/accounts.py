"""How people get in: django-allauth by mailed code; nobody signs up by themselves."""

import logging
from smtplib import SMTPException
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from anymail.exceptions import AnymailError
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from core.http import client_address
from tours.organisations.actions import choose_language
from tours.organisations.models import User

log = logging.getLogger(__name__)


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts are made by an organisation's owner, never by a visitor."""

    error_messages: ClassVar = DefaultAccountAdapter.error_messages | {
        "incorrect_code": _lazy(
            "Deze code klopt niet, of is ouder dan een kwartier. Typ hem over uit de laatste mail, of vraag een nieuwe code aan."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  (allauth's signature)
        return False

    def login(self, request: HttpRequest, user: User) -> None:
        """Who reads the pages in another language gets mail in it as well."""
        super().login(request, user)
        if chosen := request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME):
            choose_language(user, chosen)

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that the limits on logging in count for; behind a socket without one, all are one visitor."""
        return client_address(request) or "unknown"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """As allauth does; when the mail server refuses, say so instead of asking for a code that never comes."""
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, SMTPException, AnymailError) as error:
            log.exception("the mail server did not take a mail for logging in")
            messages.error(
                self.request,
                _("Wij kunnen nu geen mail versturen. Probeer het over een paar minuten nog eens."),
            )
            raise ImmediateHttpResponse(redirect("account_request_login_code")) from error
