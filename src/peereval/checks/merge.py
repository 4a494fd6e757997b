"""One finding for one cause: the columns of a questionnaire that share a problem are said together."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from peereval.remarks import Finding
from peereval.terms import cut_list

# Which value of a finding names its column.
_COLUMN_OF = {"below-minimum": "column", "above-maximum": "column", "code-undeclared": "columns"}
_RANGES = ("below-minimum", "above-maximum")
_LISTING = ("item-out-of-range", "code-undeclared")
_LINE = re.compile(r"(?<=\.yaml line )\d+")


def merge_columns(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings with those that differ by their column only as one, at the place of the first.

    A range of the codebook that says again, of the same rows, what the key of a questionnaire says
    is left out.
    """
    together: dict[object, list[Finding]] = {}
    for number, one in enumerate(findings):
        together.setdefault(_cause(one) or number, []).append(one)
    said = [one for same in together.values() for one in same if one.rule == "item-out-of-range"]
    kept = ([one for one in same if not _is_said(one, said)] for same in together.values())
    return [_brief(_merged(same)) for same in kept if same]


def _cause(one: Finding) -> object:
    name = _COLUMN_OF.get(one.rule)
    if name is None:
        return None
    rest = tuple((key, value) for key, value in one.values.items() if key != name)
    return one.severity, one.rule, one.file, _LINE.sub("", one.fix), rest


def _is_said(one: Finding, said: Sequence[Finding]) -> bool:
    return one.rule in _RANGES and any(
        one.file == other.file
        and one.values["column"] in str(other.values["columns"]).split(", ")
        and set(one.rows) <= set(other.rows)
        for other in said
    )


def _merged(same: Sequence[Finding]) -> Finding:
    first = same[0]
    if len(same) == 1:
        return first
    name = _COLUMN_OF[first.rule]
    lines = [found[0] for one in same if (found := _LINE.search(one.fix))]
    return replace(
        first,
        rows=tuple(sorted({row for one in same for row in one.rows})),
        count=sum(one.count for one in same),
        fix=_LINE.sub(cut_list(lines), first.fix) if lines else first.fix,
        values={**first.values, name: cut_list([str(one.values[name]) for one in same])},
    )


def _brief(one: Finding) -> Finding:
    columns = one.values.get("columns")
    if one.rule not in _LISTING or not isinstance(columns, str) or columns == cut_list(columns.split(", ")):
        return one
    return replace(one, values={**one.values, "columns": cut_list(columns.split(", "))})
