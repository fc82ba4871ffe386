"""What is handed in and downloaded."""
