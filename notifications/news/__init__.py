"""What do we send when? This folder alone answers: one listener per fact of tours/facts.py, by subject."""

from notifications.news import afterwards, programme, seats, speakers

__all__ = ["afterwards", "programme", "seats", "speakers"]
