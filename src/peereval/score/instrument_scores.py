"""The scores of one instrument from a data frame: the door without a study file."""

import re
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from peereval.errors import DataError, did_you_mean
from peereval.score.instruments import Instrument
from peereval.score.keyfile import read_instrument
from peereval.score.responses import check_responses, read_numbers
from peereval.score.rules import answered_items, reverse_items, score_items

_PATTERN = re.compile(r"[^{}]*\{item(?::0?\d{1,2}d)?\}[^{}]*")


def score_instrument(
    data: pd.DataFrame,
    instrument: str | Path | Instrument,
    items: str | Sequence[str],
    *,
    scores: Sequence[str] = (),
    missing: Sequence[object] = (),
    answered: bool = True,
    folder: str | Path | None = None,
) -> pd.DataFrame:
    """Return the scores of an instrument from its items, as a frame on the index of the data.

    Use it where there is no study file; it follows the same keys, by the same rules.

    Parameters
    ----------
    data
        One row per participant (and visit), the items in columns: as numbers or as text of
        numbers, missing where not answered. It is not changed.
    instrument
        A name of `instruments`, the path of a key of one's own (.yaml), or a key read by
        `read_instrument`.
    items
        A pattern such as "ISMI{item:02d}", or the columns in the order of the items; for an
        instrument of one item, its column.
    scores
        The scores wanted; by default those of the key (`default_scores`, else all).
    missing
        Codes that mean "no answer", such as 99.
    answered
        Whether to add, for each score, a column `<score>_answered`: how many of its items
        were answered.
    folder
        Folder that the path of a key starts from; the current one by default.

    Returns
    -------
    pd.DataFrame
        A column per score, missing where too few items were answered, each followed by its count.

    Raises
    ------
    DataError
        If a column is not there, or holds text or responses that the key does not allow.
    ScoringError
        If the instrument or a score does not exist, or the key cannot be used.

    Examples
    --------
    >>> eq5d = pd.DataFrame({"q1": [1, 2], "q2": [1, 1], "q3": [1, 1], "q4": [1, 1], "q5": [2, 1]})
    >>> score_instrument(eq5d, "eq5d_3l_fr", "q{item}", answered=False).round(3)
       utility
    0    0.910
    1    0.845
    """
    key = instrument if isinstance(instrument, Instrument) else read_instrument(instrument, folder)
    wanted = key.chosen(tuple(scores))
    columns = _item_columns(data, key, items)
    numbers, text = read_numbers(data, key.name, columns, missing)
    answers, wrong = check_responses(data, key.name, numbers, key)
    if text or wrong:
        said = " ".join(finding.message("en") for finding in (*text, *wrong))
        raise DataError(f"{said} Correct them, or give codes for no answer as missing=[...].")
    turned = reverse_items(answers.set_axis(range(1, key.items + 1), axis="columns"), key)
    made: dict[str, pd.Series] = {}
    for score in wanted:
        made[score] = score_items(turned, key, score)
        if answered:
            made[f"{score}_answered"] = answered_items(turned, key, score)
    return pd.DataFrame(made, index=data.index)


def _item_columns(data: pd.DataFrame, key: Instrument, items: str | Sequence[str]) -> list[str]:
    """Return the column of each item in order, each of them there once."""
    columns = _named(key, items) if isinstance(items, str) else list(items)
    if len(columns) != key.items:
        raise DataError(
            f"{key.name} has {key.items} items, and 'items' gives {len(columns)} columns. Give one for each."
        )
    for column in columns:
        found = int((data.columns == column).sum())
        if found != 1 or columns.count(column) > 1:
            what = "is not in the data" if not found else "is there, or is named, more than once"
            raise DataError(f"the column '{column}' {what}.{did_you_mean(column, map(str, data.columns))}")
    return columns


def _named(key: Instrument, items: str) -> list[str]:
    if _PATTERN.fullmatch(items):
        return [items.format(item=number) for number in range(1, key.items + 1)]
    if key.items == 1:
        return [items]
    raise DataError(f'{key.name} has {key.items} items; give a pattern such as items="Q{{item:02d}}", or the columns.')
