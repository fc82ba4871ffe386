"""Invitation objects, cancellations and feeds."""
