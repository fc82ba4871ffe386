"""Days on which an organisation plans nothing: recess, plenary evenings, and what the calendar of schools hints at."""
