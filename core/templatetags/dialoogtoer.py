"""Template filters and tags that every page has, without loading."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.core.validators import ProhibitNullCharactersValidator
from django.forms.utils import ErrorList
from django.http import HttpRequest, QueryDict
from django.template.context import Context
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.formats import time_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of the sprite, hidden from screen readers: `{% icon "bike" %}`."""
    return format_html(
        '<svg class="dt-icon" aria-hidden="true" focusable="false"><use href="{}#i-{}"/></svg>',
        static("icons.svg"),
        name,
    )


@register.filter
def said_once(errors: ErrorList) -> list[str]:
    """What is wrong with a field. That U+0000 cannot stand in it goes without saying where something else is wrong too."""
    found = errors.as_data()
    others = [error for error in found if error.code != ProhibitNullCharactersValidator.code]
    return [message for error in others or found for message in error.messages]


@register.filter
def clock(minutes: int) -> str:
    """Minutes since local midnight as people write a time: 555 is 9.15, in English 9:15."""
    return time_format(time(minutes // 60 % 24, minutes % 60))


@register.filter
def local(moment: datetime, timezone: str) -> datetime:
    """A moment in the event's own time zone."""
    return moment.astimezone(ZoneInfo(timezone))


@register.filter
def initials(name: str) -> str:
    """Two letters for the round mark of a person: Mariska van Keulen is MK."""
    words = [word for word in name.split() if word[:1].isupper()] or name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


@register.filter
def tint(number: int) -> int:
    """The tint of a stop, 1 to 6, that goes with its number everywhere: `dt-mark--{{ stop.number|tint }}`."""
    return (number - 1) % 6 + 1


@register.filter
def days_until(day: date, today: date) -> int:
    """Whole days from today to that day."""
    return (day - today).days


_WORDS = (
    _("nul"), _("één"), _("twee"), _("drie"), _("vier"), _("vijf"), _("zes"),
    _("zeven"), _("acht"), _("negen"), _("tien"), _("elf"), _("twaalf"),
)  # fmt: skip


@register.filter
def in_words(number: int) -> str:
    """Small numbers as a word, from thirteen on as digits: 3 is drie."""
    return str(_WORDS[number]) if 0 <= number < len(_WORDS) else str(number)


@register.simple_tag(takes_context=True)
def nav_link(
    context: Context, to: str, label: str, *args: Any, query: str = "", but_not: str = "", also: Any = None
) -> str:
    """One `<li><a>` of a navigation, marked when it leads to this page; nothing when there is no such page.

    `to` is a URL name (with its `args`) or a path. `query` is a query string that belongs to the link, `but_not` a
    parameter that makes it another page, `also` anything true on the pages below it (their `event`, for instance).
    """
    url = _address(to, args)
    if not url:
        return ""
    current = "page" if _is_here(context.get("request"), url, query, but_not) else "true" if also else ""
    marked = format_html(' aria-current="{}"', current) if current else ""
    return format_html('<li><a href="{}{}"{}>{}</a></li>', url, f"?{query}" if query else "", marked, label)


def _is_here(request: HttpRequest | None, url: str, query: str, but_not: str) -> bool:
    if request is None or request.path != url:
        return False
    if query:
        return all(request.GET.get(name) == value for name, value in QueryDict(query).items())
    return but_not not in request.GET


def _address(to: str, args: tuple[Any, ...]) -> str:
    if to.startswith(("/", "https:", "http:")):
        return to
    try:
        return reverse(to, args=args)
    except NoReverseMatch:
        return ""
