"""The planning page and its buttons."""
