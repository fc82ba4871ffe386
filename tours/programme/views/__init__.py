"""The organiser's pages about speakers and places."""
