"""Chooses between the codes of a column and the labels its file gives them, by what the study lists."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from peereval.load.header.headers import clean_name
from peereval.load.table import Expected
from peereval.load.workbook.excel import text_of


def label_cells(
    values: "pd.Series[Any]", labels: Mapping[Any, str], expected: Expected, *, keep_codes: bool = False
) -> "pd.Series[Any] | None":
    """Return the cells of a column with value labels as text, or None where its codes are its values.

    A column with listed levels keeps the codes that are listed and takes the labels that are;
    one that nothing lists becomes its labels, but only where every value has one (a scale with
    names at its two ends stays numbers). A column of numbers or dates keeps its codes.

    Parameters
    ----------
    values
        The codes; what the file calls missing is missing.
    labels
        Code to label.
    expected
        What the study says of the column.
    keep_codes
        Whether the column is one of names, such as the participant, whose labels are not looked at.
    """
    if not labels or keep_codes or expected.kind in ("number", "date"):
        return None
    positions, uniques = pd.factorize(values)
    pairs = [_texts(unique, labels) for unique in uniques]
    missing = {clean_name(text) for text in expected.missing}
    listed = {clean_name(word) for word in expected.listed}
    if listed:
        texts: list[str | None] = [_listed_text(code, label, listed, missing) for code, label in pairs]
    elif all(label is not None or code in missing for code, label in pairs):
        texts = [None if code in missing else label for code, label in pairs]
    else:
        return None
    return pd.Series(np.array([*texts, None], dtype=object)[positions], index=values.index, dtype=object)


def contradictions(values: "pd.Series[Any]", labels: Mapping[Any, str], expected: Expected) -> tuple[int, ...]:
    """Return the rows whose code is listed for one level and whose label is listed for another."""
    listed = {clean_name(word): name for word, name in expected.listed.items()}
    apart = []
    for value in values.dropna().unique() if labels and listed else ():
        code, label = _texts(value, labels)
        if code in listed and label in listed and listed[code] != listed[label]:
            apart.append(value)
    return tuple(int(row) for row in values.index[values.isin(apart)])


def _texts(value: object, labels: Mapping[Any, str]) -> tuple[str, str | None]:
    label = clean_name(labels[value]) if value in labels else None
    plain = value.item() if isinstance(value, np.generic) else value
    return clean_name(text_of(plain) or ""), label or None


def _listed_text(code: str, label: str | None, listed: set[str], missing: set[str]) -> str:
    """Return code or label, whichever is listed; else the one that means a missing value; else the code."""
    return next((text for text in (code, label) if text and text in listed), None) or (
        label if label and label in missing else code
    )


def code_cells(values: "pd.Series[Any]", labels: Mapping[str, str]) -> "pd.Series[Any]":
    """Return cells of text with each label that belongs to one code only as that code; the rest as it is."""
    owners: dict[str, list[str]] = {}
    for code, label in labels.items():
        owners.setdefault(label, []).append(code)
    codes = {label: own[0] for label, own in owners.items() if len(own) == 1 and label not in labels}
    plain = values.map(clean_name, na_action="ignore")
    return plain.map(codes).where(plain.isin(list(codes)), plain)
