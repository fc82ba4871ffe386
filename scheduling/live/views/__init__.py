"""The pages of the day: one for the organisers, one for each guide."""
