"""In the place of the search: a process within its bounds that wants all the memory that they give, and more."""

from core.bounded import bind
from scheduling.planner.bounds import BOUNDS

if __name__ == "__main__":
    bind(BOUNDS)
    everything = b"x" * BOUNDS.memory_bytes  # the interpreter needs some as well
    print('{"end": {}}', flush=True)
