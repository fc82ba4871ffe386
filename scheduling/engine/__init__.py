"""Pure functions over dataclasses; no Django."""
