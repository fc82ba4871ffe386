"""What goes wrong, as application/problem+json (RFC 9457)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, NinjaAPI, Schema
from ninja.errors import AuthenticationError, ValidationError

from core.problems import problem


class WrongField(Schema):
    """A parameter that cannot be what it is."""

    name: str = Field(description="the parameter")
    reason: str = Field(description="what was expected, in English")


class Problem(Schema):
    """RFC 9457: what happened, and what to do about it."""

    type: str = Field(description="always about:blank: the status says which problem it is")
    title: str = Field(description="the name of the status")
    status: int
    detail: str = Field(description="a sentence for a person, in the language of the site")
    errors: list[WrongField] | None = Field(None, description="with 422: which parameters, and why")


def not_found() -> HttpResponse:
    return problem(404, _("Dit bestaat niet, of het is niet voor u."))


def answer_problems(api: NinjaAPI) -> None:
    """Every error of an operation, in this form."""

    @api.exception_handler(Http404)
    def missing(_request: HttpRequest, _error: Any) -> HttpResponse:
        return not_found()

    @api.exception_handler(ValidationError)
    def invalid(_request: HttpRequest, error: Any) -> HttpResponse:
        wrong = [{"name": str(each["loc"][-1]), "reason": each["msg"]} for each in error.errors]
        return problem(422, _("Een parameter klopt niet."), errors=wrong)

    @api.exception_handler(AuthenticationError)
    def unknown(_request: HttpRequest, _error: Any) -> HttpResponse:
        sentence = _(
            "Hier is een sleutel nodig die geldig is. Maak er een in de werkplek, onder uw organisatie."
        )
        return problem(401, sentence, headers={"WWW-Authenticate": "Bearer"})
