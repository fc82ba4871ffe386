"""The organiser's pages about the programme of one event."""
