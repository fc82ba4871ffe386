"""WHO IS TOLD."""
