"""The masks of what describes people: flow, analysed, observed, Table 1, reliability."""

import numpy as np
import pandas as pd

from peereval.report.disclosure.known import Known, hide_intervals, hide_rows, with_rows
from peereval.report.disclosure.margins import Name
from peereval.report.disclosure.names import NAMES, Row, denominator, people, read_rows
from peereval.report.disclosure.sums_people import flow
from peereval.results import Result

_STATISTICS = {"mean": "mean", "sd": "mean", "median": "median", "q1": "quartiles", "q3": "quartiles"}


def own_counts(result: Result, known: Known) -> list[bool]:
    """Return which rows of a result hold a count or percentage that is hidden."""
    named = [NAMES[result.kind](result.outcome, row) for row in read_rows(result)]
    return [one is not None and known.is_hidden(one[0]) for one in named]


def mask_flow(result: Result, known: Known) -> Result:
    """Return the flow without hidden counts, and without the shares made of them."""

    def part(row: Row) -> bool:
        names = (flow(word, row["group"], row["entry"], row["visit"]) for word in ("seen", "expected"))
        return row["quantity"] == "retained" and any(map(known.is_hidden, names))

    hidden = [own or part(row) for own, row in zip(own_counts(result, known), read_rows(result), strict=True)]
    return with_rows(result, hide_rows(result.rows, hidden))


def mask_counts(result: Result, known: Known) -> Result:
    """Return a result of counts alone, without the hidden ones."""
    return with_rows(result, hide_rows(result.rows, own_counts(result, known)))


def mask_observed(result: Result, known: Known) -> Result:
    """Return what was observed: figures of small cells hidden, the others rounded as they are printed."""
    rows, keys = result.rows, read_rows(result)
    constant = {_cell(row) for row, value in zip(keys, rows["estimate"], strict=True)
                if row["quantity"] == "sd" and value == 0}  # fmt: skip

    def statistic(row: Row) -> bool:
        figure = _STATISTICS.get(row["quantity"])
        name = people("measured", result.outcome, *_cell(row))
        return figure is not None and (not known.may_show(figure, name) or _cell(row) in constant)

    def share(row: Row, value: float) -> bool:
        of = people("measured", result.outcome, *_cell(row))
        return row["quantity"].endswith("percent") and (value >= 100 or (value > 0 and known.is_hidden(of)))

    triples = zip(own_counts(result, known), keys, rows["estimate"], strict=True)
    hidden = [own or statistic(row) or share(row, value) for own, row, value in triples]
    decimals = known.labels.measure(result.outcome).decimals
    wanted = [decimals if row["quantity"] in _STATISTICS else 1 for row in keys]
    return with_rows(result, hide_rows(_round_each(rows, wanted), hidden))


def _cell(row: Row) -> tuple[str, str, str]:
    return row["group"], row["entry"], row["visit"]


def _round_each(rows: pd.DataFrame, decimals: list[int]) -> pd.DataFrame:
    pairs = zip(rows["estimate"].astype("float64"), decimals, strict=True)
    return rows.assign(estimate=[round(value, places) if np.isfinite(value) else value for value, places in pairs])


def mask_baseline(result: Result, known: Known) -> Result:
    """Return Table 1 without least and greatest values, and without what tells of small counts.

    A percentage beside a hidden count is rounded to a whole number.
    """
    ends = result.rows["quantity"].isin(["minimum", "maximum"])
    kept = with_rows(result, result.rows[~ends])
    rows, keys = kept.rows, read_rows(kept)
    constant = {(row["variable"], row["group"]) for row, value in zip(keys, rows["estimate"], strict=True)
                if row["quantity"] == "sd" and value == 0}  # fmt: skip
    levelled = {(row["variable"], row["group"]) for row in keys if row["level"]}
    private = {
        (row["variable"], row["group"])
        for row in keys
        if row["quantity"] == "percent" and known.is_hidden(("percent", row["variable"], row["level"], row["group"]))
    }

    def recorded(row: Row, group: str) -> Name:
        return ("baseline", "count", row["variable"], "", group)

    def statistic(row: Row) -> bool:
        place, quantity = (row["variable"], row["group"]), row["quantity"]
        if quantity == "smd":
            groups = (row["group"], known.labels.study.reference)
            if place in levelled:
                return any((row["variable"], one) in private for one in groups)
            return any(
                not known.may_show("mean", recorded(row, one)) or (row["variable"], one) in constant for one in groups
            )
        figure = _STATISTICS.get(quantity)
        return figure is not None and (not known.may_show(figure, recorded(row, row["group"])) or place in constant)

    hidden = [own or statistic(row) for own, row in zip(own_counts(kept, known), keys, strict=True)]
    return with_rows(result, hide_rows(_round_each(rows, [_decimals(row, known) for row in keys]), hidden))


def _decimals(row: Row, known: Known) -> int:
    if row["quantity"] == "percent":
        name = ("percent", row["variable"], row["level"], row["group"])
        count = ("baseline", "count", *name[1:])
        of = denominator(name)
        return 0 if known.is_hidden(count) or (of is not None and known.is_hidden(of)) else 1
    if row["quantity"] == "smd":
        # Beside hidden counts two decimals would say more than the rounded percentages do.
        groups = (row["group"], known.labels.study.reference)
        beside = any(n[:3] == ("baseline", "count", row["variable"]) and n[3] and n[4] in groups for n in known.hidden)
        return 1 if beside else 2
    measure = known.labels.measures.get(row["variable"])
    return measure.decimals if measure else 1


def mask_reliability(result: Result, known: Known) -> Result:
    """Return alpha by visit; its interval goes with the number of people, which its width would tell."""
    keys = read_rows(result)
    names: list[Name] = [("complete", result.outcome, row["visit"]) for row in keys]
    alpha = [row["quantity"] == "alpha" for row in keys]
    few = [is_alpha and not known.may_show("alpha", name) for is_alpha, name in zip(alpha, names, strict=True)]
    told = [is_alpha and known.is_hidden(name) for is_alpha, name in zip(alpha, names, strict=True)]
    own = own_counts(result, known)
    hidden = [one or other for one, other in zip(own, few, strict=True)]
    rounded = _round_each(result.rows, [3] * len(keys))
    return with_rows(result, hide_rows(hide_intervals(rounded, told), hidden))
