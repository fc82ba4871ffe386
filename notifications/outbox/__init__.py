"""Message rows, the door, delivery, suppression, the hold switch."""
