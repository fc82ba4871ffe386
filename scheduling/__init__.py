"""WHEN: travel, times and conflicts."""
