"""Makes trials of the columns of a table: domains, names, months, effects."""

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from peereval.dossier import Source
from peereval.errors import DataError
from peereval.evidence.effect_sizes import difference_from_means
from peereval.evidence.trials.columns import ARMS, NAMES, TEXTS, WEEKS
from peereval.evidence.trials.table import COLUMNS, Suspect, Trials
from peereval.remarks import Finding

_BY_WORD = {"clinical": "clinical", "clinique": "clinical", "personal": "personal", "personnel": "personal",
            "functional": "functional", "fonctionnel": "functional"}  # fmt: skip
_YEAR = re.compile(r"(?<!\d)(19|20)\d\d(?!\d)")


def assemble_trials(
    frame: pd.DataFrame, name: str, *, sources: Sequence[Source] = (), suspects: Sequence[Suspect] = ()
) -> Trials:
    """Return the trials of the columns of a file.

    Parameters
    ----------
    frame
        Columns as in `NAMES`, those that the file has; the index is the row as Excel shows it.
    name
        The name of the file, for messages.
    sources, suspects
        What is known of them.

    Raises
    ------
    DataError
        If a row has no study, a standard error is not above 0, or no row can be used.
    """
    rows = frame.reindex(columns=list(NAMES)).assign(row=frame.index)
    numbers = [one for one in NAMES if one not in TEXTS]
    rows[numbers] = rows[numbers].astype("float64")
    rows[list(TEXTS)] = (
        rows[list(TEXTS)].astype("string").apply(lambda column: column.str.strip()).fillna("").astype(object)
    )
    _refuse(rows["study"] == "", rows, name, "has no study. Name it, or remove the row")
    _refuse(rows["std_error"] <= 0, rows, name, "has a standard error that is not above 0. Correct it, or write NA")
    rows["domain"] = [_domain(text) for text in rows["domain"]]
    rows["months"] = rows["months"].fillna(rows["weeks"] / WEEKS)
    rows["year"] = rows["year"].fillna(pd.Series([_year(study) for study in rows["study"]], rows.index))
    rows = _with_effects(rows, name)
    usable = rows["effect"].notna() & rows["std_error"].notna()
    if not usable.any():
        raise DataError(f"{name}: no row has an effect with its standard error, or means from which to compute them.")
    left = tuple(int(row) for row in rows.loc[~usable, "row"])
    findings = (Finding("warning", "trials-unusable", file=name, rows=left, count=len(left)),) if left else ()
    kept = rows[usable].reset_index(drop=True)
    kept["label"] = _labels(kept)
    return Trials(name, kept[list(COLUMNS)], tuple(sources), tuple(suspects), findings)


def recomputed(rows: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Return Hedges' g and its standard error from the means of each row, NaN where it has none.

    `flipped` turns the sign; where it is missing and the means differ, there is no g.
    """
    n_1, n_2 = (rows[one].where(rows[one] >= 2) for one in ("n_1", "n_2"))
    sd_1, sd_2 = (rows[one].where(rows[one] > 0) for one in ("sd_1", "sd_2"))
    found = difference_from_means(rows["mean_1"], sd_1, n_1, rows["mean_2"], sd_2, n_2)
    sign = rows["flipped"].map({1.0: -1.0, 0.0: 1.0}).where(found.d != 0.0, 1.0)
    return pd.Series(found.g * sign.to_numpy() + 0.0, rows.index), pd.Series(found.std_error, rows.index)


def _with_effects(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return the rows with the effect of the means where the file gives none."""
    flags = rows["flipped"].dropna()
    _refuse(
        rows["flipped"].notna() & ~rows["flipped"].isin((0.0, 1.0)), rows, name, "has a sign_flipped other than 0 and 1"
    )
    given = rows["effect"].notna() & rows["std_error"].notna()
    if given.all() or not len(flags) or not set(ARMS) <= set(rows.columns[rows.notna().any()]):
        return rows
    g, error = recomputed(rows)
    known = ~given & g.notna()
    return rows.assign(effect=rows["effect"].where(~known, g), std_error=rows["std_error"].where(~known, error))


def _refuse(wrong: pd.Series, rows: pd.DataFrame, name: str, what: str) -> None:
    if wrong.any():
        listed = ", ".join(str(row) for row in rows.loc[wrong, "row"][:8])
        raise DataError(f"{name}: row {listed} {what}.")


def _domain(text: str) -> str:
    """Return the name used here of a domain of the review, else the text as it is."""
    words = re.findall(r"[^\W\d_]+", text.casefold())
    return next((_BY_WORD[word] for word in words if word in _BY_WORD), text)


def _year(study: str) -> float:
    found = _YEAR.search(study)
    return float(found[0]) if found else np.nan


def _labels(rows: pd.DataFrame) -> list[str]:
    """Return a name for each row, once in its domain: the study, then what tells its rows apart."""
    labels = rows["study"].astype(str)
    for extra in ("arm", "instrument", "time"):
        twice = pd.DataFrame({"domain": rows["domain"], "label": labels}).duplicated(keep=False)
        more = twice & (rows[extra] != "")
        labels = labels.where(~more, labels + " (" + rows[extra].astype(str) + ")")
    twice = pd.DataFrame({"domain": rows["domain"], "label": labels}).duplicated(keep=False)
    labels = labels.where(~twice, labels + " (" + rows["row"].astype(str) + ")")
    return [str(one) for one in labels]
