"""Who was invited by name and still has to be rung."""
