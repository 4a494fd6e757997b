"""Checks of what a model needs of the data: covariates it can use, people to compare, values that vary."""

from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd

from peereval.remarks import Finding
from peereval.study import Study
from peereval.yaml_file import as_yaml

MOST_LEVELS = 12
FEWEST_PEOPLE = 2


def covariates_unusable(frame: pd.DataFrame, study: Study) -> Iterator[Finding]:
    """Find covariates without any value, and those of text with more levels than a category has."""
    canonical = {column: key for key, column in study.columns.named.items()}
    for name in study.model.covariates:
        column = canonical.get(name, name)
        if column not in frame:
            continue
        if not frame[column].notna().any():
            kept = ", ".join(as_yaml(other) for other in study.model.covariates if other != name)
            yield Finding("error", "covariate-empty", fix=f"model: {{covariates: [{kept}]}}", values={"column": name})
        elif _is_free_text(frame[column]):
            levels = int(frame[column].nunique())
            if levels > MOST_LEVELS:
                values = {"column": name, "levels": levels}
                yield Finding("error", "covariate-many-levels", fix=_described(name, study), values=values)


def _is_free_text(values: "pd.Series[Any]") -> bool:
    known = isinstance(values.dtype, pd.CategoricalDtype)
    return not known and (pd.api.types.is_object_dtype(values.dtype) or pd.api.types.is_string_dtype(values.dtype))


def _described(name: str, study: Study) -> str:
    line = study.book.line_of(name)
    if not line:
        return f"codebook: {as_yaml(study.codebook or 'codebook.yaml')}"
    return f"{study.codebook} line {line}: type: number"


def groups_too_small(frame: pd.DataFrame, study: Study) -> Iterator[Finding]:
    """Find groups with data of one participant only: nothing can be compared with one person."""
    people = frame[["group", "participant"]].dropna().drop_duplicates()["group"]
    for group in study.groups:
        count = int((people == group).sum())
        if 0 < count < FEWEST_PEOPLE:
            fix = f"groups: {{{as_yaml(group)}: {{also: [LABEL]}}}}"
            yield Finding("error", "group-too-small", count=count, fix=fix, values={"group": group})


def outcomes_constant(frame: pd.DataFrame, measures: Iterable[str]) -> Iterator[Finding]:
    """Find measures with the same value everywhere: there is no difference to model.

    Parameters
    ----------
    frame
        The scored table.
    measures
        The columns of the measures in it.
    """
    for name in measures:
        if frame[name].nunique() == 1:
            count = int(frame[name].count())
            fix = "outcomes: {NAME: {column: COLUMN}}"
            yield Finding("error", "outcome-constant", count=count, values={"column": name}, fix=fix)
