"""Brings the rows of a REDCap export to one for each participant and event."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from peereval.errors import closest
from peereval.load.problems import found
from peereval.load.typed.cells import text_cells
from peereval.remarks import Finding
from peereval.study import Source, Study
from peereval.study.people import DATE_KEYS, REASON_KEYS
from peereval.yaml_file import as_yaml

_UNTICKED = ("0", "Unchecked")
# A form that was never opened has the state of one that was begun.
_BEGUN = ("0", "Incomplete")


@dataclass(frozen=True, slots=True, eq=False)
class RowKeys:
    """The columns of an export that say which row is whose; None where it has no such column."""

    participant: str | None
    event: str | None
    instrument: str | None
    instance: str | None

    @property
    def named(self) -> tuple[str, ...]:
        """The columns that are there."""
        return tuple(name for name in (self.participant, self.event, self.instrument, self.instance) if name)

    @property
    def own(self) -> list[str]:
        """The columns that tell one visit of one participant from another."""
        return [name for name in (self.participant, self.event) if name]


def resolve_rows(
    cells: pd.DataFrame, keys: RowKeys, source: Source, study: Study
) -> tuple[pd.DataFrame, list[Finding]]:
    """Return the rows with repeated instruments and events resolved as the source says.

    The first or last instance is merged into the row of its participant and event; instances
    of an instrument that the study does not use are left out and counted; those of one that
    it uses, and about which the source says nothing, are an error with the line to add.
    """
    rules = source.redcap.repeats if source.redcap else {}
    if not keys.participant:
        return cells, []
    names = _repeated_names(cells, keys)
    events = cells[keys.event].fillna("") if keys.event else pd.Series("", index=cells.index)
    findings = list(_unknown(rules, {*names.dropna().unique(), *events.unique()}, source))
    dropped = [name for name, rule in rules.items() if rule == "drop"]
    left = (names.isin(dropped) | events.isin(dropped)).to_numpy()
    if left.any():
        values = {"instruments": ", ".join(dropped)}
        findings.append(found("note", "redcap-repeat-dropped", source.path, values, count=int(left.sum())))
    cells, names = cells[~left], names[~left]
    for name in names.dropna().unique():
        rows = cells[(names == name).to_numpy()]
        rule = str(rules.get(name) or ("" if _is_used(rows, keys, study) else "unused"))
        if rule not in ("first", "last"):
            findings.append(_unresolved(name, rows, rule, source))
            cells, names = cells.drop(index=rows.index), names.drop(index=rows.index)
            continue
        kept = _one_instance(rows, keys, rule)
        values = {"instrument": name, "which": rule}
        findings.append(found("note", f"redcap-repeat-{rule}", source.path, values, count=len(rows) - len(kept)))
        cells = _merge(cells.drop(index=rows.index), kept, keys)
        names = names.reindex(cells.index).mask(cells.index.isin(rows.index))
    return cells, findings


def _repeated_names(cells: pd.DataFrame, keys: RowKeys) -> "pd.Series[Any]":
    """Return the instrument of each repeated row; the event, where all of it is repeated and more than once."""
    nothing = pd.Series(None, index=cells.index, dtype=object)
    names = cells[keys.instrument].astype(object) if keys.instrument else nothing
    if not keys.instance or not keys.event:
        return names
    whole = names.isna() & cells[keys.instance].notna()
    several = cells[whole].duplicated(keys.own, keep=False).reindex(cells.index, fill_value=False)
    return names.where(~(whole & several), cells[keys.event])


def _is_used(rows: pd.DataFrame, keys: RowKeys, study: Study) -> bool:
    """Say whether rows hold something that the study uses: an outcome, a covariate, a date or a reason.

    Site, group and the like stand in every row of an export, and are no content of an instrument.
    """
    named = study.columns.named
    wanted = {*study.model.covariates, *(named[key] for key in (*DATE_KEYS, *REASON_KEYS) if key in named)}
    filled = [column for column in rows.columns[rows.notna().any()] if column not in keys.named]
    outcomes = study.outcomes.values()
    return any(c in wanted or any(one.column == c or one.is_item(c) for one in outcomes) for c in filled)


def _unresolved(name: str, rows: pd.DataFrame, rule: str, source: Source) -> Finding:
    if rule == "unused":
        return found("note", "redcap-repeat-unused", source.path, {"instrument": name}, count=len(rows))
    fix = f"redcap: {{repeats: {{{as_yaml(name)}: last}}}}"
    numbers = tuple(int(row) for row in rows.index)
    return found("error", "redcap-repeat", source.path, {"instrument": name}, rows=numbers, fix=fix)


def _unknown(rules: Mapping[str, str], names: set[str], source: Source) -> list[Finding]:
    findings = []
    for name in rules:
        if name not in names:
            nearest = closest(name, [one for one in names if one])
            rule = "redcap-repeat-unknown-near" if nearest else "redcap-repeat-unknown"
            fix = f"redcap: {{repeats: {{{as_yaml(nearest)}: {rules[name]}}}}}" if nearest else ""
            values = {"instrument": name, "nearest": nearest or ""}
            findings.append(found("warning", rule, source.path, values, fix=fix))
    return findings


def _one_instance(rows: pd.DataFrame, keys: RowKeys, rule: str) -> pd.DataFrame:
    """Keep the first or last instance of each participant and event, in the order of their numbers."""
    number = pd.to_numeric(rows[keys.instance], errors="coerce") if keys.instance else pd.Series(0, index=rows.index)
    ordered = rows.loc[number.sort_values(kind="stable").index]
    return ordered.drop_duplicates(keys.own, keep="first" if rule == "first" else "last").sort_index()


def _merge(cells: pd.DataFrame, kept: pd.DataFrame, keys: RowKeys) -> pd.DataFrame:
    """Fill the row of the same participant and event; where there is none, the instance is the row."""
    first = cells.drop_duplicates(keys.own)
    where = _index(first, keys).get_indexer(_index(kept, keys))
    partners = kept[where >= 0].set_axis(first.index[where[where >= 0]])
    filled = cells.combine_first(partners)[list(cells.columns)] if len(partners) else cells
    alone = kept[where < 0].dropna(axis="columns", how="all")
    return pd.concat([filled, alone]).reindex(columns=cells.columns).sort_index() if len(alone) else filled


def _index(rows: pd.DataFrame, keys: RowKeys) -> pd.Index:
    return pd.MultiIndex.from_arrays([rows[name].astype(object) for name in keys.own])


def clear_unopened(cells: pd.DataFrame, forms: Mapping[str, str], ticked: set[str]) -> tuple[pd.DataFrame, int]:
    """Return the cells with boxes empty where nothing of their form was filled, and how many they are.

    An export writes 0 for every box of a form that was never opened: that is no answer.

    Parameters
    ----------
    cells
        The rows of the export.
    forms
        Column to form, for the columns that the dictionary knows.
    ticked
        The columns that are boxes.
    """
    changed: dict[str, pd.Series[Any]] = {}
    count = 0
    for form in dict.fromkeys(forms.values()):
        boxes = [name for name in forms if forms[name] == form and name in ticked]
        others = [name for name in forms if forms[name] == form and name not in ticked]
        if boxes:
            empty = pd.concat([_is_empty(cells[name], _UNTICKED) for name in boxes], axis=1)
            nothing = [_is_empty(cells[name], _BEGUN if name.endswith("_complete") else ()) for name in others]
            unopened = pd.concat([empty, *nothing], axis=1).all(axis=1)
            count += int((cells[boxes].notna().to_numpy() & unopened.to_numpy()[:, None]).sum())
            changed |= {name: cells[name].where(~unopened) for name in boxes}
    return cells.assign(**changed), count


def _is_empty(values: "pd.Series[Any]", marks: Sequence[str]) -> "pd.Series[bool]":
    return values.isna() | text_cells(values).isin(list(marks))
