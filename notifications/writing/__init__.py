"""A message of the organiser's own words to some of the people of an event."""
