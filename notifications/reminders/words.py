"""A rule as one says it."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tours.organisations.models import Role
from tours.programme.reminders import Anchor, Rule, Who


def when_words(rule: Rule) -> str:
    """`2 dagen na het begin`."""
    moment = Anchor(rule.anchor).label
    if not rule.amount:
        return _("op de dag zelf: %(moment)s") % {"moment": moment}
    much = (
        ngettext("één dag", "%(n)s dagen", rule.amount)
        if rule.unit == "d"
        else ngettext("één uur", "%(n)s uur", rule.amount)
    ) % {"n": rule.amount}
    said = _("%(much)s na %(moment)s") if rule.after else _("%(much)s vóór %(moment)s")
    return said % {"much": much, "moment": moment}


def who_words(rule: Rule) -> str:
    """For whom it is."""
    return str(Role(rule.who).label if rule.who in Role.values else Who(rule.who).label)
