"""What a check may use and what a file may hold. Measured on the largest honest files: see tests."""

MEGABYTE = 1024 * 1024

WALL_SECONDS = 60.0  # after that it is killed
CPU_SECONDS = 45
MEMORY_BYTES = 1536 * MEGABYTE  # address space, libraries included
OUTPUT_BYTES = 1024 * MEGABYTE  # the largest file it may write
OPEN_FILES = 64

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
