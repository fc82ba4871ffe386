"""Who comes: registrations, seats, the waiting list."""
