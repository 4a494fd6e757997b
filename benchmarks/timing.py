"""How long a call takes."""

import time
from collections.abc import Callable
from statistics import median


def seconds(call: Callable[[], object], runs: int, *, warm: bool = True) -> list[float]:
    """Return the seconds of each of `runs` calls, after one that does not count."""
    if warm:
        call()
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        call()
        taken.append(time.perf_counter() - start)
    return taken


def milliseconds(call: Callable[[], object], runs: int) -> float:
    """Return the median time of a call in milliseconds, after one that does not count."""
    return 1_000.0 * median(seconds(call, runs))


def quickest(call: Callable[[], object], runs: int) -> float:
    """Return the shortest time of a call in milliseconds: the one least disturbed by other programs.

    For ratios that must hold on a machine that does other things as well.
    """
    return 1_000.0 * min(seconds(call, runs))
