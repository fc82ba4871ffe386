"""The organisers' side of who comes: one list to search, edit in place, add to, count and take along."""
