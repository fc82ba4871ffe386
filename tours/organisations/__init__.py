"""Who works here: users, organisations, memberships and the contacts an organisation knows."""
