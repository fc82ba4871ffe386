"""Links that ring or text, from a number as people write it."""

import re
from urllib.parse import quote

from django import template

register = template.Library()
_NOT_DIALLED = re.compile(r"[^0-9+]")


@register.filter
def tel(phone: str) -> str:
    """`tel:` and the number without spaces (RFC 3966)."""
    return f"tel:{_NOT_DIALLED.sub('', phone)}"


@register.filter
def sms(phone: str, text: str) -> str:
    """`sms:` with the words ready to send (RFC 5724)."""
    number = _NOT_DIALLED.sub("", phone)
    return f"sms:{number}?body={quote(text)}" if text else f"sms:{number}"
