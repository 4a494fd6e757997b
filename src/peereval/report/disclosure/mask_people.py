"""The masks of the people of each visit: flow, analysed, observed."""

import numpy as np
import pandas as pd

from peereval.report.disclosure.known import Known, hide_rows, with_rows
from peereval.report.disclosure.names import NAMES, Row, people, read_rows
from peereval.report.disclosure.sums_people import flow
from peereval.results import Result

STATISTICS = {"mean": "mean", "sd": "mean", "median": "median", "q1": "quartiles", "q3": "quartiles"}


def own_counts(result: Result, known: Known) -> list[bool]:
    """Return which rows of a result hold a count or percentage that is hidden."""
    named = [NAMES[result.kind](result.outcome, row) for row in read_rows(result)]
    return [one is not None and known.is_hidden(one[0]) for one in named]


def mask_flow(result: Result, known: Known) -> Result:
    """Return the flow without hidden counts, and without the shares made of them."""

    def part(row: Row) -> bool:
        """Say whether a share kept would tell a hidden count."""
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
        """Say whether a statistic rests on few people, or is the same for all of them."""
        figure = STATISTICS.get(row["quantity"])
        name = people("measured", result.outcome, *_cell(row))
        return figure is not None and (not known.may_show(figure, name) or _cell(row) in constant)

    def share(row: Row, value: float) -> bool:
        """Say whether a percentage would tell a hidden count, or that of everybody."""
        of = people("measured", result.outcome, *_cell(row))
        return row["quantity"].endswith("percent") and (value >= 100 or (value > 0 and known.is_hidden(of)))

    triples = zip(own_counts(result, known), keys, rows["estimate"], strict=True)
    hidden = [own or statistic(row) or share(row, value) for own, row, value in triples]
    decimals = known.labels.measure(result.outcome).decimals
    wanted = [decimals if row["quantity"] in STATISTICS else 1 for row in keys]
    return with_rows(result, hide_rows(round_each(rows, wanted), hidden))


def _cell(row: Row) -> tuple[str, str, str]:
    return row["group"], row["entry"], row["visit"]


def round_each(rows: pd.DataFrame, decimals: list[int]) -> pd.DataFrame:
    """Return rows with each estimate rounded to decimals of its own."""
    pairs = zip(rows["estimate"].astype("float64"), decimals, strict=True)
    return rows.assign(estimate=[round(value, places) if np.isfinite(value) else value for value, places in pairs])
