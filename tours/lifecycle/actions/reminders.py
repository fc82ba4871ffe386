"""What is mailed by itself about an event, and when: one rule more, one less. These hold at once."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from tours.programme.models import Event
from tours.programme.reminders import Rule, parse_rule


@transaction.atomic
def add_reminder(event: Event, rule: Rule) -> Event:
    """One more rule; one that is there already is left as it is."""
    stored = Event.objects.select_for_update(no_key=True).get(pk=event.pk)
    if str(rule) not in {*stored.reminder_offsets, *stored.reminder_rules}:
        if rule == Rule(rule.amount, rule.unit) and rule.amount:
            hours = {"d": 24, "h": 1}
            stored.reminder_offsets.append(str(rule))
            stored.reminder_offsets.sort(key=lambda offset: -parse_rule(offset).amount * hours[offset[-1]])
        else:
            stored.reminder_rules.append(str(rule))
        _store(stored)
    event.refresh_from_db()
    return event


@transaction.atomic
def drop_reminder(event: Event, rule: Rule) -> Event:
    """One rule less. What was posted stays what it is."""
    stored = Event.objects.select_for_update(no_key=True).get(pk=event.pk)
    stored.reminder_offsets = [each for each in stored.reminder_offsets if each != str(rule)]
    stored.reminder_rules = [each for each in stored.reminder_rules if each != str(rule)]
    _store(stored)
    event.refresh_from_db()
    return event


def _store(event: Event) -> None:
    event.version = F("version") + 1  # so that the settings in another tab are told
    event.save(update_fields=["reminder_offsets", "reminder_rules", "version"])
