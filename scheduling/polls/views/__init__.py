"""The pages of a date poll: the organiser's, and the one behind a personal link."""
