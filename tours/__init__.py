"""WHAT: what is visited, by whom, and what came of it."""
