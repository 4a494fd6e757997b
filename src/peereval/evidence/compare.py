"""Published tables beside results: each cell with its verdict."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import isnan, nan
from typing import Literal

import pandas as pd

from peereval.errors import closest
from peereval.evidence.published_tables import Published, PublishedCell, PublishedTable, Status
from peereval.printed_figure import Printed, read_printed_figure
from peereval.remarks import Note
from peereval.results import VALUE_COLUMNS, Analysis, Result, make_result, row_keys

Verdict = Literal[
    "reproduced", "recomputed", "differs", "not found", "hidden", "not estimable", "lost in the source",
    "not published", "not transcribed", "does not apply", "needs data", "stated", "not filled in",
]  # fmt: skip
AGREES: frozenset[Verdict] = frozenset({"reproduced", "recomputed"})
_EMPTY: Mapping[Status, Verdict] = {
    "lost in the source": "lost in the source",
    "not published": "not published",
    "not transcribed": "not transcribed",
    "does not apply": "does not apply",
}
_QUANTITIES = ("published", "computed", "difference", "tolerance")
_Figures = Mapping[str, Mapping[str, object]]


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """One published cell beside what was computed: the two figures (NaN where there is none) and the verdict."""

    table: str
    row: str
    column: str
    published: float
    computed: float
    tolerance: float
    verdict: Verdict

    @property
    def figures(self) -> tuple[float, float, float, float]:
        """Published, computed, their difference, and the tolerance."""
        return self.published, self.computed, self.computed - self.published, self.tolerance


def compare_published(results: Analysis | Iterable[Result], published: Published) -> Result:
    """Compare results with published tables, and say of each cell whether it is reproduced.

    Use it for an analysis against an article about the same data, or for an article against what
    can be recomputed from its own figures. A computed figure reproduces a printed one where it
    lies within half a unit of the last printed digit; a tie may have been rounded either way.
    What was recomputed from rounded figures (kind "recomputed") is a range: it agrees where the
    two meet.

    Parameters
    ----------
    results
        An analysis, or any results. Of an analysis that shall leave, give `disclose(analysis)`.
    published
        The tables, from `read_published`; `key` and `figure` of a cell say what it is compared with.

    Returns
    -------
    Result
        Kind "comparison", outcome the name of the file, keys `table, row, column`. Quantities
        published, computed, difference (computed minus published) and tolerance (half a unit of the last
        printed digit). `note` is the verdict:
        reproduced, recomputed (a cell that was computed from published figures), differs, not
        found (the results have no such key), not estimable, hidden, lost in the source, not
        published, not transcribed, does not apply, needs data, stated (nothing computes it) or
        not filled in. `notes` name keys that were not found, with the nearest one.

    Examples
    --------
    >>> from peereval.evidence import read_published, recompute_published
    >>> stigma = read_published("stigma_participants")
    >>> compared = compare_published(recompute_published(stigma), stigma).rows
    >>> compared.query("row == 'treated' and column == 'T12' and table == 'retention'").note.unique().tolist()
    ['recomputed']
    """
    stacked = results.results if isinstance(results, Analysis) else tuple(results)
    figures = _by_key(stacked)
    judged = list(judge_cells(figures, published))
    rows = [
        (one.table, one.row, one.column, quantity, figure, one.verdict)
        for one in judged
        for quantity, figure in zip(_QUANTITIES, one.figures, strict=True)
    ]
    frame = pd.DataFrame(rows, columns=["table", "row", "column", "quantity", "estimate", "note"])
    method = {"tolerance": "half a unit of the last printed digit"}
    return make_result(
        "comparison", frame, outcome=published.name, method=method, notes=_notes(judged, published, figures)
    )


def _by_key(results: Iterable[Result]) -> _Figures:
    """Return the rows of all results by their stable key."""
    found: dict[str, Mapping[str, object]] = {}
    for result in results:
        rows = result.rows[list(VALUE_COLUMNS)].itertuples(index=False)
        figures = (dict(zip(VALUE_COLUMNS, row, strict=True)) for row in rows)
        found |= dict(zip(row_keys(result), figures, strict=True))
    return found


def judge_cells(figures: _Figures, published: Published) -> Iterator[Judged]:
    """Yield each cell of published tables, in order, with its verdict."""
    for name, table in published.tables.items():
        for cell in table.in_order():
            yield _judge(figures, published, name, table, cell)


def _judge(figures: _Figures, published: Published, name: str, table: PublishedTable, cell: PublishedCell) -> Judged:
    printed = read_printed_figure(cell.value or "")
    value = printed.value if printed else nan
    found = figures.get(looked_up(published, name, table, cell))
    computed = float(str(found[cell.figure or table.figure])) if found else nan
    verdict: Verdict
    if not cell.value:
        verdict = _EMPTY.get(cell.status, "not filled in")
    elif found is None:
        verdict = _absent(table, cell)
    elif isnan(computed):
        verdict = "hidden" if found["note"] == "hidden" else "not estimable"
    elif printed and (printed.holds(computed) or _within(printed, found, own=table.key_of(cell))):
        verdict = "recomputed" if cell.status == "computed" else "reproduced"
    else:
        verdict = "differs"
    tolerance = printed.unit / 2 if printed else nan
    return Judged(name, cell.row, cell.column, value, computed, tolerance, verdict)


def _within(printed: Printed, found: Mapping[str, object], *, own: str) -> bool:
    """Say whether a figure recomputed from rounded ones may be printed so: their ranges meet."""
    low, high = (float(str(found[name])) for name in ("conf_low", "conf_high"))
    return not own and low <= printed.high + printed.slack and high >= printed.low - printed.slack


def looked_up(published: Published, name: str, table: PublishedTable, cell: PublishedCell) -> str:
    """Return the key that a cell is looked up under: its own, else that of its place in a recomputation."""
    own = table.key_of(cell)
    return own or f"recomputed/{published.name}/{name}/{cell.row}/{cell.column}/figure"


def _absent(table: PublishedTable, cell: PublishedCell) -> Verdict:
    """Return why there is nothing to compare a printed figure with."""
    if table.needs == "data":
        return "needs data"
    return "not found" if table.key_of(cell) else "stated"


def _notes(judged: Iterable[Judged], published: Published, figures: _Figures) -> Iterator[Note]:
    """Yield a note for each key that the results do not have, with the nearest they have."""
    for one in judged:
        if one.verdict == "not found":
            table = published.tables[one.table]
            key = table.key_of(table.cell(one.row, one.column))
            near = closest(key, _alike(key, figures))
            code = "published_key_near" if near else "published_key"
            yield Note(code, table=one.table, row=one.row, column=one.column, key=key, near=near or "")


def _alike(key: str, figures: _Figures) -> list[str]:
    """Return the keys of the same kind; of all kinds where there is none."""
    kind = key.split("/", maxsplit=1)[0] + "/"
    return [other for other in figures if other.startswith(kind)] or sorted({one.split("/")[0] for one in figures})


def count_verdicts(compared: Iterable[Result]) -> Result:
    """Return how many cells of each comparison have which verdict.

    Returns
    -------
    Result
        Kind "verdicts", key `published` (the outcome of the comparison, "" for all together), the
        quantity a verdict, the estimate a count.
    """
    counts: dict[str, dict[str, float]] = {"": {}}
    for result in compared:
        rows = result.rows
        told = rows.loc[rows["quantity"] == "published", "note"].value_counts().to_dict()
        counts[result.outcome] = {str(verdict): float(count) for verdict, count in told.items()}
        for verdict, count in counts[result.outcome].items():
            counts[""][verdict] = counts[""].get(verdict, 0.0) + count
    rows_made = [(name, verdict, count) for name, told in counts.items() for verdict, count in told.items()]
    return make_result("verdicts", pd.DataFrame(rows_made, columns=["published", "quantity", "estimate"]))
