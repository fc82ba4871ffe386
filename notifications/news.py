"""What do we send when? This file alone answers."""
