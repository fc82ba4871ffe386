"""The day itself: where each group is, who is there, and what becomes of the plan when a group is late."""
