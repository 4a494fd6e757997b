"""Families of tests: adjusted within each family, families tested one after the other.

Serial gatekeeping with a fixed sequence of families (Westfall and Krishen 2001,
doi:10.1016/S0378-3758(01)00077-5; Dmitrienko, Offen and Westfall 2003, doi:10.1002/sim.1526): a
family is tested, at the full level, only where every hypothesis of all families before it was
rejected. The adjusted p value of a hypothesis is the smallest level at which it is rejected:
the larger of its own adjusted p value and the largest one of the families before.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.errors import FitError, did_you_mean, one_of
from peereval.estimate.correlation import read_correlation
from peereval.estimate.multiplicity import BY_P_VALUE, adjust_p_values, max_t_p_values
from peereval.remarks import Note
from peereval.results import VALUE_COLUMNS, Result, make_result

Floats = NDArray[np.float64]
ADJUST = ("none", *BY_P_VALUE, "dunnett")
REJECTED, KEPT, UNTESTED = "rejected", "not rejected", "not tested"


@dataclass(frozen=True, slots=True, eq=False)
class Family:
    """The rows of one family, its number in the order, and the correlation of its statistics where it is needed."""

    name: str
    number: int
    rows: pd.DataFrame
    correlation: Floats | None = None


def adjust_families(
    rows: Result | pd.DataFrame | Sequence[Result],
    families: Mapping[str, Sequence[Mapping[str, object]]],
    *,
    order: Sequence[str] | None = None,
    adjust: str = "holm",
    alpha: float = 0.05,
    correlations: Sequence[Result] = (),
) -> Result:
    """Return the tests of several families, raw and adjusted side by side, with the decision on each.

    Use it for what a protocol announced: which hypotheses are confirmed together, and which
    only once others are. Everything that is in no family is exploratory.

    Parameters
    ----------
    rows
        Rows with p values: of `change_contrasts` with the variance that leads, say; one
        result, several (each with its `outcome`), or a frame.
    families
        Name to hypotheses, each a mapping of key columns to values that picks one row:
        ``{"primary": [{"outcome": "stigma", "visit": "T12", "group": "treated"}]}``.
    order
        The families in the order they are tested; that of `families` by default.
    adjust
        Within each family: ``"holm"``, ``"hochberg"``, ``"bonferroni"``,
        ``"benjamini-hochberg"`` (the false discovery rate: the families together then do not
        hold the family-wise error), ``"dunnett"`` (contrasts of one outcome, with
        `correlations`), or ``"none"`` (the order alone; the second rows then have ``adjust="sequence"``).
    alpha
        The level of every family.
    correlations
        Of `contrast_correlations`, one for each outcome; for Dunnett's test only.

    Returns
    -------
    Result
        Keys ``family, order``, those of `rows`, and ``adjust``: each hypothesis has a row
        with ``adjust="none"`` and one with the adjusted p value, without an interval. The
        `note` of the second is "rejected", "not rejected", or "not tested" where a
        hypothesis of a family before was not rejected; its p value is then missing.

    Raises
    ------
    FitError
        If a hypothesis picks no row or several, stands twice, or an option is not known.

    Examples
    --------
    >>> rows = pd.DataFrame({"outcome": ["a", "b", "c"], "p_value": [0.01, 0.02, 0.30]})
    >>> families = {"first": [{"outcome": "a"}, {"outcome": "b"}], "second": [{"outcome": "c"}]}
    >>> found = adjust_families(rows, families).rows
    >>> found.loc[found["adjust"] == "holm", ["p_value", "note"]].values.tolist()
    [[0.02, 'rejected'], [0.02, 'rejected'], [0.3, 'not rejected']]
    """
    if adjust not in ADJUST:
        raise FitError(one_of("adjust", adjust, ADJUST))
    if not 0.0 < alpha < 1.0:
        raise FitError("alpha is a level between 0 and 1, such as 0.05.")
    table = _table(rows)
    told = list(_families(table, families, list(families) if order is None else list(order)))
    if adjust == "dunnett":
        told = [Family(one.name, one.number, one.rows, read_correlation(one.rows, correlations, one.name))
                for one in told]  # fmt: skip
    adjusted, notes = _gated(told, adjust, alpha), [Note("families_order")]
    if adjust != "none":
        notes.append(Note(f"adjust_{adjust}".replace("-", "_")))
    if adjust == "benjamini-hochberg" and len(told) > 1:
        notes.append(Note("families_false_discovery"))
    method = {"adjust": adjust, "alpha": alpha, "order": ", ".join(one.name for one in told)}
    return make_result("families", pd.concat(adjusted, ignore_index=True), method=method, notes=notes)


def _table(rows: Result | pd.DataFrame | Sequence[Result]) -> pd.DataFrame:
    """Return the rows as one frame, led by the outcome of each result."""
    if isinstance(rows, pd.DataFrame):
        table = rows.reset_index(drop=True)
    else:
        every = [rows] if isinstance(rows, Result) else list(rows)
        frames = [one.rows if "outcome" in one.keys else one.rows.assign(outcome=one.outcome) for one in every]
        table = pd.concat(frames, ignore_index=True)
    if "p_value" not in table:
        raise FitError("The rows have no column 'p_value', so there is nothing to adjust.")
    keys = [name for name in table.columns if name not in VALUE_COLUMNS]
    first = [name for name in ("outcome",) if name in keys]
    others = [name for name in keys if name not in first]
    return table[[*first, *others, *(name for name in table.columns if name not in keys)]]


def _families(
    table: pd.DataFrame, families: Mapping[str, Sequence[Mapping[str, object]]], order: Sequence[str]
) -> Iterator[Family]:
    """Yield each family with its rows, in order, or refuse what does not pick one row."""
    if sorted(order) != sorted(families):
        raise FitError(f"order={list(order)!r} must name every family once; they are: {', '.join(families)}.")
    taken: dict[int, str] = {}
    for number, name in enumerate(order, start=1):
        picked = [_pick(table, wanted, name) for wanted in families[name]]
        for row in picked:
            if row in taken:
                raise FitError(f"A hypothesis of '{name}' stands in '{taken[row]}' already; it is tested once.")
            taken[row] = name
        if not picked:
            raise FitError(f"The family '{name}' has no hypothesis.")
        yield Family(name, number, table.iloc[picked].reset_index(drop=True))


def _pick(table: pd.DataFrame, wanted: Mapping[str, object], family: str) -> int:
    keys = [name for name in table.columns if name not in VALUE_COLUMNS]
    found = np.ones(len(table), dtype=bool)
    for name, value in wanted.items():
        if name not in keys:
            raise FitError(f"The rows have no key '{name}'; they have: {', '.join(keys)}.{did_you_mean(name, keys)}")
        own = (table[name] == value).to_numpy()
        if not own.any():
            known = list(dict.fromkeys(map(str, table[name])))
            listed = ", ".join(map(repr, known))
            raise FitError(f"{name}={value!r} is in no row; there are: {listed}.{did_you_mean(str(value), known)}")
        found &= own
    if found.sum() != 1:
        raise FitError(
            f"A hypothesis of '{family}' picks {found.sum()} rows ({dict(wanted)}); name keys until it picks one. "
            f"Keys: {', '.join(keys)}."
        )
    return int(np.flatnonzero(found)[0])


def _gated(families: Sequence[Family], adjust: str, alpha: float) -> Iterator[pd.DataFrame]:
    """Yield the rows of each family with its adjusted ones below; a family is tested while the gate is open."""
    gate, is_open = 0.0, True
    for one in families:
        p = np.maximum(_within(one, adjust), gate)
        decision = np.where(p <= alpha, REJECTED, KEPT) if is_open else np.full(len(p), UNTESTED)
        estimable = np.isfinite(one.rows["p_value"].to_numpy(dtype=np.float64))
        note = one.rows["note"] if "note" in one.rows else pd.Series("", index=one.rows.index)
        blank = {name: np.nan for name in ("conf_low", "conf_high") if name in one.rows}
        shown = one.rows.assign(adjust=adjust if adjust != "none" else "sequence", p_value=p if is_open else np.nan,
                                note=note.where(~estimable, decision), **blank)  # fmt: skip
        rows = pd.concat([one.rows.assign(adjust="none"), shown]).sort_index(kind="stable")
        rows.insert(0, "family", one.name)
        rows.insert(1, "order", one.number)
        yield rows
        is_open = is_open and bool((p <= alpha).all())
        gate = float(p.max()) if is_open else 1.0


def _within(one: Family, adjust: str) -> Floats:
    """Return the p values of a family adjusted together; what is not estimable is not in it."""
    raw = one.rows["p_value"].to_numpy(dtype=np.float64)
    if one.correlation is None:
        return adjust_p_values(raw, adjust)
    good = np.isfinite(raw)
    p = np.full(raw.shape, np.nan)
    statistics, df = (one.rows[name].to_numpy(dtype=np.float64)[good] for name in ("statistic", "df"))
    if good.any():
        p[good] = max_t_p_values(statistics, one.correlation[np.ix_(good, good)], float(df.min()))
    return p
