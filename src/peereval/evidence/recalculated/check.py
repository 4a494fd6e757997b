"""The recalculation of printed figures as a result: one row for each figure and each reading."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any, get_args

import pandas as pd

from peereval.evidence.recalculated.cells import Check
from peereval.evidence.recalculated.figures import Figure
from peereval.evidence.recalculated.file import PrintedTables
from peereval.evidence.recalculated.kinds import KINDS
from peereval.evidence.recalculated.verdicts import Compared, Judged, Verdict, judge
from peereval.remarks import Note
from peereval.results import Result, make_result

NAN = float("nan")
Row = dict[str, Any]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


@dataclass(frozen=True, slots=True, eq=False)
class Checked:
    """One row of printed figures with the verdict on each of its statistics."""

    check: Check
    judged: tuple[Judged, ...]


def check_printed(printed: PrintedTables) -> Result:
    """Recompute every printed figure from those beside it, and say whether they agree.

    Use it on the tables of a paper before they are cited or pooled. Rounding never makes an
    alarm: every printed figure is taken as the interval of the numbers that are printed so.

    Parameters
    ----------
    printed
        What `read_printed` returns.

    Returns
    -------
    Result
        Of kind `recalculation`, its outcome the name of the file, keys check, figure, reading.
        Quantity `printed`: the figure, what its digits stand for (conf_low, conf_high) and the
        verdict (note): `consistent`, `choice-decides`, `other-reading`, `inconsistent` or
        `not-recomputable`. For each reading `recomputed`: from the printed digits, its range, and
        `agrees`, `agrees-turned`, `agrees-cut` or `differs` (note); and `beyond`: how far the two
        ranges lie apart. Each bound of an interval has its own: `printed_lower` and so on.
    """
    return make_rows(printed, recalculate_checks(printed))


def make_rows(printed: PrintedTables, checked: Iterable[Checked]) -> Result:
    """Return the result of printed figures that were recalculated."""
    pairs = [(one.check.name, judged) for one in checked for judged in one.judged]
    rows = [row for check, judged in pairs for row in _rows(check, judged)]
    counts = Counter(judged.verdict for _, judged in pairs)
    said = {verdict.replace("-", "_"): counts[verdict] for verdict in VERDICTS}
    notes = (Note("recalculation_ranges"), Note("recalculation_verdicts", **said))
    method = {"source": printed.source}
    return make_result("recalculation", pd.DataFrame(rows), outcome=printed.name, method=method, notes=notes)


def recalculate_checks(printed: PrintedTables) -> tuple[Checked, ...]:
    """Return every row with its verdicts, with the arithmetic that a document shows."""
    return tuple(Checked(check, tuple(judge(one) for one in KINDS[check.kind][1](check))) for check in printed.checks)


def _rows(check: str, judged: Judged) -> Iterator[Row]:
    """Yield the rows of one statistic: what was printed, then each reading."""
    statistic = judged.statistic
    suffixes = ("",) if len(statistic.printed) == 1 else ("_lower", "_upper")
    keys = {"check": check, "figure": statistic.name}
    for suffix, figure in zip(suffixes, statistic.printed, strict=True):
        yield {**keys, "reading": "", "quantity": f"printed{suffix}", **_printed(figure), "note": judged.verdict}
    if statistic.reason:
        yield {**keys, "reading": "", "quantity": "recomputed", "estimate": NAN, "note": statistic.reason}
    for compared in judged.compared:
        yield from _compared({**keys, "reading": reading_key(compared)}, suffixes, compared)


def reading_key(compared: Compared) -> str:
    """Return the reading of a candidate as it stands in results: with the choice of sizes and the cut digits."""
    parts = (compared.candidate.choice, compared.candidate.reading, "cut" if compared.cut else "")
    return ": ".join(part for part in parts if part)


def _printed(figure: Figure) -> Mapping[str, float]:
    low, high = (one if isfinite(one) else NAN for one in (figure.low, figure.high))
    return {"estimate": figure.value, "conf_low": low, "conf_high": high}


def _compared(keys: Mapping[str, str], suffixes: tuple[str, ...], compared: Compared) -> Iterator[Row]:
    note = agreement(compared)
    for suffix, value, outside in zip(suffixes, compared.candidate.value, compared.outside, strict=True):
        bounds = (one if isfinite(one) else NAN for one in (value.low, value.mid, value.high))
        low, mid, high = bounds
        found = {"estimate": mid, "conf_low": low, "conf_high": high}
        yield {**keys, "quantity": f"recomputed{suffix}", **found, "note": note}
        yield {**keys, "quantity": f"beyond{suffix}", "estimate": outside, "note": note}


def agreement(compared: Compared) -> str:
    """Return whether one reading agrees, and in which way."""
    if not compared.agrees:
        return "differs"
    return "agrees-cut" if compared.cut else "agrees-turned" if compared.turned else "agrees"
