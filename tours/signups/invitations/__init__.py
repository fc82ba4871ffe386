"""Invited by name: who is asked, what they answer, who still has to be rung."""
