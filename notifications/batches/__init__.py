"""What one publication has to tell: looked at, held, paused, withdrawn as one; and who was left out of it."""
