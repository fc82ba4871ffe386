"""What comes in: answers of calendars, replies of people, mail that bounced. Stored first, then worked from the row."""
