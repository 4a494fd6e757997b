"""What the cells of a column look like: numbers, days or text, their missing codes, their levels."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import pandas as pd

from peereval.load.convert.convert import to_dates, to_numbers
from peereval.load.header.headers import clean_name
from peereval.plan.draft.words import MISSING_NUMBERS, is_missing_text
from peereval.yaml_events import UNSEEN

Kind = Literal["empty", "number", "date", "text"]
_MOST = 0.95
_ADDRESS = re.compile(r"@|\d{8}|(?:\d[ .-]?){8}")
MOST_LEVELS, FEWEST_SEEN = 12, 5


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """A column seen from outside.

    `filled` counts the cells that hold something else than a missing code; `codes` are the missing
    codes seen, as written; `levels` the different texts with how often each is seen; `low` and
    `high` the range of its numbers without the codes, `whole` whether they are whole numbers, `odd`
    how many cells of a column of numbers or days are neither.
    """

    kind: Kind
    filled: int
    codes: tuple[str, ...] = ()
    levels: Mapping[str, int] = field(default_factory=dict)
    low: float = float("nan")
    high: float = float("nan")
    whole: bool = False
    odd: int = 0

    @property
    def different(self) -> int:
        """How many different texts there are."""
        return len(self.levels)

    @property
    def can_list(self) -> bool:
        """Whether its texts may be written down: few, each of several people, no phone, e-mail or unseen character."""
        shared = 2 <= self.different <= MOST_LEVELS and min(self.levels.values()) >= FEWEST_SEEN
        return shared and not any(_ADDRESS.search(text) or UNSEEN.search(text) for text in self.levels)

    @property
    def number_codes(self) -> tuple[str, ...]:
        """The missing codes that are numbers."""
        return tuple(code for code in self.codes if not is_missing_text(code))


def look_at(cells: "pd.Series[Any]", top: float | None = None) -> Look:
    """Return what a column looks like.

    Parameters
    ----------
    cells
        Text or None.
    top
        The highest value that is no missing code, where it is known (the answers of an item).
    """
    seen = cells.dropna().astype(str).value_counts(sort=False)
    counts = seen.groupby([clean_name(str(text)) for text in seen.index], sort=False).sum().drop("", errors="ignore")
    missing = [str(text) for text in counts.index if is_missing_text(str(text))]
    kept = counts.drop(missing)
    if kept.empty:
        return Look("empty", 0, tuple(missing))
    values = pd.Series(kept.index.astype(str), dtype=object)
    weights = kept.to_numpy()
    numbers = to_numbers(values, [], "")
    if weights[~numbers.bad].sum() >= _MOST * weights.sum():
        return _numbers(numbers.values.to_numpy(), numbers.bad, kept, missing, top)
    days = to_dates(values, [])
    if weights[~days.bad].sum() >= _MOST * weights.sum():
        return Look("date", int(weights.sum()), tuple(missing), _levels(kept), odd=int(weights[days.bad].sum()))
    return Look("text", int(weights.sum()), tuple(missing), _levels(kept))


def _numbers(
    values: np.ndarray[Any, Any],
    bad: np.ndarray[Any, Any],
    counts: "pd.Series[int]",
    missing: list[str],
    top: float | None,
) -> Look:
    coded = _is_code(values, bad, top)
    kept = ~bad & ~coded
    if not kept.any():
        return Look("empty", 0, (*missing, *map(str, counts.index[coded])))
    codes = (*missing, *(str(text) for text in counts.index[coded]))
    low, high = float(values[kept].min()), float(values[kept].max())
    whole = bool((values[kept] % 1 == 0).all())
    rest = counts[~coded]
    odd = int(counts.to_numpy()[bad].sum())
    return Look("number", int(rest.sum()), codes, _levels(rest), low, high, whole, odd)


def _is_code(values: np.ndarray[Any, Any], bad: np.ndarray[Any, Any], top: float | None) -> np.ndarray[Any, Any]:
    """Find the numbers that stand apart from the others and are written for a missing answer."""
    candidates = np.isin(values, MISSING_NUMBERS) & ~bad
    others = values[~candidates & ~bad]
    if not candidates.any() or others.size == 0:
        return np.zeros(len(values), dtype=bool)
    low, high = others.min(), others.max()
    # 9 among answers up to 8 goes on where they end; 99 among ages up to 90 does not prove a code either.
    above = values > (top if top is not None else high * 1.5)
    below = (values < 0) & (low >= 0)
    return np.asarray(candidates & (above | below), dtype=bool)


def _levels(counts: "pd.Series[int]") -> dict[str, int]:
    return {str(text): int(count) for text, count in counts.items()}
