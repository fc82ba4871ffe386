"""What was said and promised, and the report of it."""
