"""Verbs about a whole event: publish, cancel, close, copy, import, export."""
