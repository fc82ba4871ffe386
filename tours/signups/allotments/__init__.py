"""Seats set apart: for who is invited by name, or for who has the link of an alliance."""
