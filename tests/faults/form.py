"""How long and from which seed: FAULTS=short for the form that runs with every change, FAULT_SEED to repeat a run."""

import os
import random
import time

import pytest

SHORT = os.environ.get("FAULTS") == "short"
SEED = int(os.environ.get("FAULT_SEED") or time.time_ns() % 1_000_000)
long_form = pytest.mark.skipif(SHORT, reason="in the long form only")


def dice(name):
    """Chance that comes out the same for the same seed, whatever other scenarios ran before."""
    return random.Random(f"{SEED} {name}")


on_servers = pytest.mark.skipif(
    "postgres" not in os.environ.get("DATABASE_URL", ""), reason="one process on SQLite has none"
)
