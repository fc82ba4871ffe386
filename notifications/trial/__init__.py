"""A trial of the mail: an invitation to an address of choice, and in words what to change in the set-up."""
