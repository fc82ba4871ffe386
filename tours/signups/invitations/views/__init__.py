"""The desk's pages about who is invited by name."""
