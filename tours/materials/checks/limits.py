"""What a check may use and what a file may hold. Measured on the largest honest files: see tests."""

from core.bounded import MEGABYTE, Bounds

BOUNDS = Bounds(wall_s=60.0, cpu_s=45, memory_bytes=1536 * MEGABYTE, file_bytes=1024 * MEGABYTE)

ZIP_ENTRIES = 5_000
ZIP_DIRECTORY_BYTES = 2 * MEGABYTE
ZIP_UNPACKED_BYTES = 1024 * MEGABYTE
ZIP_RATIO = 100  # in all; counted from RATIO_FROM_BYTES unpacked, as little files pack well
ZIP_RATIO_FROM_BYTES = 10 * MEGABYTE
ZIP_NAME_LENGTH = 255
ZIP_DEPTH = 2  # documents within documents
XML_BYTES = 64 * MEGABYTE
EMBEDDED_BYTES = 64 * MEGABYTE
NAME_LENGTH = 80

PIXELS = 60_000_000
MP4_BOXES = 10_000
