"""Parts against their total: the sum, and each part in per cent."""

from collections.abc import Iterator
from typing import Self

from pydantic import model_validator

from peereval.evidence.recalculated.candidates import Candidate, Statistic
from peereval.evidence.recalculated.cells import Cell, Cells, Check, Percents, need_lengths
from peereval.evidence.recalculated.figures import Figure
from peereval.evidence.recalculated.ranges import Range, combine, exactly, range_of


class Parts(Check):
    """Parts of a whole, what was printed for the whole, and the per cent of each part."""

    parts: Cells
    """The parts; whole numbers are counts and exact, decimals and per cents (45 %) are rounded figures."""
    total: Cell | None = None
    """The printed total."""
    percents: Percents | None = None
    """The printed per cent of each part."""

    @model_validator(mode="after")
    def _one_of_each(self) -> Self:
        need_lengths(len(self.parts), "one for each part", percents=self.percents)
        if self.percents and _whole(self.total).high == 0 and _sum(self.parts).high == 0:
            raise ValueError("per cents of a total of 0 do not exist.")
        return self


def recompute_parts(check: Parts) -> Iterator[Statistic]:
    """Yield the sum of the parts, and each part in per cent of the printed total and of the sum."""
    total = _sum(check.parts)
    if check.total:
        found = Candidate("sum", (total,), "sum", {"parts": check.parts}, usual=True)
        yield Statistic("total", (check.total,), (found,))
    for place, printed in enumerate(check.percents or ()):
        part = check.parts[place]
        wholes = {"of-total": _whole(check.total), "of-sum": total} if check.total else {"of-sum": total}
        shares = []
        for reading, whole in wholes.items():
            value = combine(lambda a, b: 100 * a / b, _whole(part), whole)
            usual = reading == next(iter(wholes))
            shown: dict[str, object] = {"count": part, "n": whole}
            shares.append(Candidate(reading, (value,), "percent", shown, usual=usual))
        yield Statistic(f"percent_{place + 1}", (printed,), tuple(shares))


def _sum(parts: tuple[Figure, ...]) -> Range:
    ranges = [_whole(part) for part in parts]
    return Range(*(sum(getattr(one, side) for one in ranges) for side in ("low", "mid", "high")))


def _whole(figure: Figure | None) -> Range:
    """Return a whole number as the count that it is; one in per cent is rounded."""
    if figure is None:
        return exactly(0.0)
    count = figure.unit == 1 and not figure.bound and "%" not in figure.text
    return exactly(figure.value) if count else range_of(figure)
