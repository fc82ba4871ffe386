"""Optional mail: whoever gets it may stop it with one click, and take that back."""
