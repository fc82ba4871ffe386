"""An option as people write it."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.templatetags.dialoogtoer import clock
from scheduling.polls.models import Option


def in_words(option: Option) -> str:
    """`donderdag 10 september, 19.30 tot 22.00 uur`."""
    day = date_format(option.date, "l j F Y")
    if option.start_min is None:
        return day
    values = {"day": day, "start": clock(option.start_min)}
    if option.end_min is None:
        return _("%(day)s, vanaf %(start)s uur") % values
    return _("%(day)s, %(start)s tot %(end)s uur") % (values | {"end": clock(option.end_min)})
