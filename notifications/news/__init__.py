"""What do we send when? This folder alone answers: one listener per fact, by subject."""

from notifications.news import afterwards, called_off, polls, programme, seats, speakers, together

__all__ = ["afterwards", "called_off", "polls", "programme", "seats", "speakers", "together"]
