"""serve, sweep, check_outbox."""
