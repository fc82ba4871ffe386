"""What the search for a plan may use; four groups and six stops took 0.3 GB of address space."""

from core.bounded import MEGABYTE, Bounds

SECONDS_EACH = 8.0  # of the three searches; most days are proven in less than one
BOUNDS = Bounds(wall_s=60.0, cpu_s=50, memory_bytes=1024 * MEGABYTE, file_bytes=MEGABYTE)
