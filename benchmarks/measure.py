"""Time things fairly: interleaved, best of several rounds, garbage collector off while the clock runs."""

import gc
import os
import time
from pathlib import Path

MEGABYTE = 1024 * 1024


def best_of(calls, *, rounds=7, repeat=200):
    """Seconds per call of each named callable: {name: seconds}. Rounds are interleaved, the best round counts."""
    best = dict.fromkeys(calls, float("inf"))
    for call in calls.values():
        call()
    gc.disable()
    try:
        for _ in range(rounds):
            for name, call in calls.items():
                start = time.perf_counter()
                for _ in range(repeat):
                    call()
                best[name] = min(best[name], (time.perf_counter() - start) / repeat)
            gc.collect()
    finally:
        gc.enable()
    return best


def memory_bytes():
    """What this process has in memory now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def peak_of(call):
    """By how many bytes this process grew at most while the call ran, and what the call gave."""
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")  # proc(5): the peak begins anew
    before = memory_bytes()
    given = call()
    (peak,) = (
        line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")
    )
    return int(peak.split()[1]) * 1024 - before, given


def row(what, figure, aim="", verdict=""):
    """Print one line of the table."""
    print(f"{what:<58} {figure:>22} {aim:>14} {verdict}", flush=True)


def ratio(what, value, baseline, aim):
    """Print a ratio with its aim (at most)."""
    number = value / baseline
    row(what, f"{number:.2f}×  ({value * 1000:.2f} ms)", f"≤ {aim}×", "ok" if number <= aim else "MISSED")
