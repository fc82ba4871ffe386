"""What is held about a person, mail included, for that person."""
