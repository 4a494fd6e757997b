"""Converts the columns of one file to what the study says they are; says which rows could not be."""

from typing import Any

import numpy as np
import pandas as pd

from peereval.errors import closest
from peereval.load.convert.convert import Converted, to_booleans, to_dates, to_free, to_labels, to_numbers
from peereval.load.header.slots import Slot
from peereval.load.kinds import KEYS, codes_of, field_of, kind_of
from peereval.load.problems import found
from peereval.remarks import Finding
from peereval.study import Study
from peereval.yaml_file import as_yaml

_RULES = {"number": "text-in-number", "date": "text-in-date", "boolean": "text-in-boolean"}


def convert_column(
    cells: "pd.Series[Any]", slot: Slot, study: Study, file: str, decimal: str, *, said: bool = False
) -> tuple["pd.Series[Any]", list[Finding]]:
    """Return the values of a column and the findings about its cells.

    Parameters
    ----------
    cells
        As parsed; the index is the row that Excel shows.
    slot
        Which column it is.
    study
        Says what the column holds.
    file, decimal
        The name of the file, and its decimal mark or "".
    said
        Whether the study says that mark.
    """
    kind, codes = kind_of(slot.column, study), codes_of(slot.column, study)
    field = field_of(slot.column, study)
    if kind == "label":
        recodes = field.recodes if field and field.level_names and slot.column not in KEYS else None
        done = to_labels(cells, codes, recodes, numbered=slot.column in KEYS)
        findings = _unlisted(cells, done, slot, recodes or {}, file, study)
        return done.values, [*findings, *_findings(done, slot, "", file)]
    if kind == "number":
        done = to_numbers(cells, codes, decimal, said=said)
    elif kind == "date":
        done = to_dates(cells, codes)
    elif kind == "boolean":
        done = to_booleans(cells, codes)
    else:
        done = to_free(cells, codes, decimal, said=said)
    return done.values, _findings(done, slot, _RULES.get(kind, ""), file)


def _findings(done: Converted, slot: Slot, rule: str, file: str) -> list[Finding]:
    findings, values = [], {"column": slot.header}
    if done.grouped:
        findings.append(found("note", "thousands-read", file, values, count=done.grouped))
    if done.whole:
        findings.append(found("note", "labels-whole", file, values))
    if rule and done.bad.any():
        rows = rows_where(done.values.index, done.bad)
        findings.append(found("error", rule, file, values, rows=rows, fix="missing_codes: [CODE]"))
    if done.noted.any():
        rows = rows_where(done.values.index, done.noted)
        days = found("note", "days-first", file, values, count=len(rows))
        marks = found("warning", "decimal-mixed", file, values, rows=rows)
        findings.append(days if rule == "text-in-date" else marks)
    return findings


def _unlisted(
    cells: "pd.Series[Any]", done: Converted, slot: Slot, recodes: dict[str, str], file: str, study: Study
) -> list[Finding]:
    findings = []
    named = study.columns.named.get(slot.column, slot.column)
    place = f"{study.codebook} line {study.book.line_of(named)}"
    for nearest, rows in rows_by_nearest(cells, done.bad, recodes).items():
        level = recodes.get(nearest, "LEVEL")
        fix = f"{place}: levels: {{{as_yaml(level)}: {{also: [LABEL]}}}}"
        rule = "level-unlisted-near" if nearest else "level-unlisted"
        values = {"column": slot.header, "nearest": nearest, "listed": ", ".join(dict.fromkeys(recodes.values()))}
        findings.append(found("error", rule, file, values, rows=rows, fix=fix))
    return findings


def rows_where(index: "pd.Index[Any]", where: np.ndarray[Any, np.dtype[np.bool_]]) -> tuple[int, ...]:
    """Return the row numbers for which a condition holds."""
    return tuple(int(row) for row in index[where])


def rows_by_nearest(
    cells: "pd.Series[Any]", bad: np.ndarray[Any, np.dtype[np.bool_]], listed: dict[str, str]
) -> dict[str, tuple[int, ...]]:
    """Return the rows of labels that are not listed, by the listed label that is nearest ("": none)."""
    if not bad.any():
        return {}
    labels = cells[bad].astype(str)
    nearest = {label: closest(label.strip(), listed) or "" for label in labels.unique()[:200]}
    where = labels.map(nearest).fillna("")
    return {name: tuple(int(row) for row in where.index[where == name]) for name in dict.fromkeys(where)}
