"""Links that are a key: `<id>.<version>.<HMAC>`.

Nothing secret is stored, a link can be rendered again in a later mail, and raising the row's version revokes it.
The purpose is in the salt, so that a token opens one kind of page only. SECRET_KEY_FALLBACKS are honoured.
"""

import re
from dataclasses import dataclass

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

_FORM = re.compile(r"([1-9][0-9]{0,17})\.([0-9]{1,9})\.([0-9a-f]{40})", re.ASCII)
_ANYWHERE = re.compile(r"(?<![0-9])[0-9]{1,18}\.[0-9]{1,9}\.[0-9a-f]{40}", re.ASCII)


class UnknownToken(LookupError):
    """Not a token that we made for this purpose."""


@dataclass(frozen=True)
class Token:
    id: int
    version: int


def make_token(purpose: str, pk: int, version: int) -> str:
    """The token that opens row `pk` at `version` for one purpose (`mijn`, `route`, `spreker` …)."""
    return f"{pk}.{version}.{_sign(purpose, pk, version, str(settings.SECRET_KEY))}"


def read_token(purpose: str, token: str) -> Token:
    """What the token opens; UnknownToken when it was not made here for this purpose."""
    match = _FORM.fullmatch(token)
    if not match:
        raise UnknownToken
    pk, version, signature = int(match[1]), int(match[2]), match[3]
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    if not any(constant_time_compare(signature, _sign(purpose, pk, version, str(key))) for key in keys):
        raise UnknownToken
    return Token(pk, version)


def masked(text: str) -> str:
    """The text without any key in it: whoever has a key acts as that person."""
    return _ANYWHERE.sub("…", text)


def _sign(purpose: str, pk: int, version: int, key: str) -> str:
    salted = salted_hmac(f"dialoogtoer.{purpose}", f"{pk}.{version}", secret=key, algorithm="sha256")
    return salted.hexdigest()[:40]
