"""The pages of the desk: the list, one person, adding people, seats, files."""
