"""How long each stage of an analysis takes, by the clock on the wall."""

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

STAGES = (
    "read",
    "score",
    "check",
    "libraries",
    "describe",
    "model",
    "sensitivity",
    "families",
    "disclosure",
    "tables",
    "figures",
    "documents",
)
"""The stages in the order in which they come; `stage.<name>` stands in terms.csv."""


@dataclass(frozen=True, slots=True)
class Lap:
    """The seconds that a piece of work took: its stage, its outcome and its family of analyses, where it has them."""

    stage: str
    seconds: float
    outcome: str = ""
    analysis: str = ""

    def described(self) -> dict[str, object]:
        """Return the lap for a manifest: what it has not is left out, seconds in thousandths."""
        said = {"stage": self.stage, "outcome": self.outcome, "analysis": self.analysis}
        return {**{name: text for name, text in said.items() if text}, "seconds": round(self.seconds, 3)}


class Stopwatch:
    """Takes the time of the stages of one call, which makes it and passes it along; what it took is frozen.

    Examples
    --------
    >>> watch = Stopwatch()
    >>> with watch.time("model", outcome="stigma"):
    ...     total = sum(range(10))
    >>> [(lap.stage, lap.outcome) for lap in watch.laps]
    [('model', 'stigma')]
    """

    __slots__ = ("_laps",)

    def __init__(self, laps: Iterable[Lap] = ()) -> None:
        self._laps = list(laps)

    @property
    def laps(self) -> tuple[Lap, ...]:
        """What was taken so far, in order."""
        return tuple(self._laps)

    @contextmanager
    def time(self, stage: str, *, outcome: str = "", analysis: str = "") -> Iterator[None]:
        """Take the time of what is done within this context, also when it ends in an error."""
        started = time.perf_counter()
        try:
            yield
        finally:
            self._laps.append(Lap(stage, time.perf_counter() - started, outcome, analysis))


def sum_stages(laps: Iterable[Mapping[str, object]]) -> dict[str, float]:
    """Return the seconds of each stage that was run, in the order of the stages, from laps as a manifest has them.

    Examples
    --------
    >>> sum_stages([{"stage": "model", "seconds": 1.5}, {"stage": "read", "seconds": 1.0},
    ...             {"stage": "model", "seconds": 0.5}])
    {'read': 1.0, 'model': 2.0}
    """
    found: dict[str, float] = {}
    for lap in laps:
        stage, seconds = str(lap.get("stage")), lap.get("seconds")
        found[stage] = found.get(stage, 0.0) + (float(seconds) if isinstance(seconds, (int, float)) else 0.0)
    return {stage: found[stage] for stage in STAGES if stage in found}
