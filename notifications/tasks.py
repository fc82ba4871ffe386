"""The clock's one task: everything that is due, found by query."""
