"""The day of one person as a letter tells it, and moments by the clock of that day."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from notifications.calendar.itinerary import Itinerary, participant_itinerary, speaker_itinerary
from notifications.outbox.models import Message


def day_of(message: Message) -> Itinerary | None:
    """The day as this person was told it, else as it is published now; None before anything was published."""
    if message.told and message.method:
        return message.told.itinerary
    if message.event is None or message.event.current is None:
        return None
    programme = message.event.current.data
    if message.speaker:
        own = speaker_itinerary(programme, message.speaker.pk)
        if own:
            return own
    group_id = message.registration.group_id if message.registration else None
    return participant_itinerary(programme, group_id)


def moment_of(message: Message, fact: str) -> datetime:
    """A moment among the facts, on the clock of the place where the event is."""
    zone = message.event.zone if message.event else timezone.get_default_timezone()
    return datetime.fromisoformat(message.facts[fact]).astimezone(zone)
