"""Rules and the sweep that finds what is due."""
