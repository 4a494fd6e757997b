"""results.csv: every row of every result, unrounded, with its key."""

from functools import lru_cache

import pandas as pd

from peereval.dossier import Dossier
from peereval.report.safe_text import neutral_text
from peereval.results import Analysis, stack_results

# Words of the package, not of a study: they stay as they are, so that rows can be found by them.
_OWN = ("key", "kind", "quantity")


def render_results(analysis: Analysis | Dossier) -> str:
    """Return results.csv as text: comma-separated, decimal points, text that no spreadsheet runs."""
    return neutral_results(analysis).to_csv(index=False, lineterminator="\n")


@lru_cache(maxsize=1)
def neutral_results(analysis: Analysis | Dossier) -> pd.DataFrame:
    """Return the rows of results.csv; two files of a report hold them, which stacks them once."""
    return neutral_rows(stack_results(analysis.results))


def render_rows(rows: pd.DataFrame) -> str:
    """Return rows as the text of a .csv file in which no spreadsheet finds a formula."""
    return neutral_rows(rows).to_csv(index=False, lineterminator="\n")


def neutral_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows whose labels no spreadsheet takes for a formula; figures are as they were."""
    labels = [str(name) for name in rows if name not in _OWN and not pd.api.types.is_numeric_dtype(rows[name])]
    return rows.assign(**{name: _neutral(rows[name]) for name in labels})


def _neutral(column: "pd.Series[str]") -> "pd.Series[str]":
    """Return labels that open no formula; each is looked at once, however many rows have it."""
    risky = {one: neutral_text(one) for one in column.unique() if isinstance(one, str) and neutral_text(one) != one}
    return column.map(lambda one: risky.get(one, one)) if risky else column
