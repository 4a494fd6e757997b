"""What must hold of the columns and categories under `sensitivity: subgroups`."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from peereval.codebook import Field
from peereval.errors import did_you_mean
from peereval.study.rules_covariates import why_no_covariate
from peereval.yaml_file import Key, Problem

if TYPE_CHECKING:
    from peereval.study.file import Study

CONTINUOUS = "continuous"


def subgroups_placed(study: "Study") -> Iterator[Problem]:
    """Find columns that make no subgroups, levels that the codebook does not list, cut points out of order."""
    region = study.columns.region
    known = [*(field.name for field in study.book.fields), *(("region",) if region else ())]
    for name, split in study.sensitivity.subgroups.items():
        where: tuple[Key, ...] = ("sensitivity", "subgroups", name)
        if reason := why_no_covariate(name, study):
            yield Problem(study.line_of(*where), f"'{name}' makes no subgroups: {reason}. Remove it from 'subgroups'.")
        elif name not in (*known, region):
            message = (
                f"'{name}' is not in the codebook.{did_you_mean(name, known)} Describe it there, or remove it here."
            )
            yield Problem(study.line_of(*where), message)
        else:
            for message in _split_problems(name, split, _field(name, study), region=name in ("region", region)):
                yield Problem(study.line_of(*where), message)


def _field(name: str, study: "Study") -> Field | None:
    column = study.columns.region if name == "region" else name
    return study.book.field(name) or (study.book.field(column) if column else None)


def _split_problems(
    name: str, split: Sequence[str] | Mapping[str, Sequence[str]], field: Field | None, *, region: bool
) -> Iterator[str]:
    levels = field.level_names if field else ()
    if not levels and field is not None and field.type in ("integer", "number"):
        yield from _number_problems(name, split)
    elif not levels and not region:
        yield f"'{name}' needs 'levels' in the codebook to make subgroups. List them there, or remove it here."
    else:
        yield from _level_problems(name, split, levels)


def _number_problems(name: str, split: Sequence[str] | Mapping[str, Sequence[str]]) -> Iterator[str]:
    if tuple(split) == (CONTINUOUS,):
        return
    remedy = f"write its cut points in order, such as {name}: [40, 60], or {name}: continuous."
    if isinstance(split, Mapping) or not split:
        yield f"'{name}' is a number; {remedy}"
        return
    try:
        cuts = [float(one) for one in split]
    except ValueError:
        yield f"'{name}' is a number, and its cut points must be numbers written with a point; {remedy}"
        return
    if any(not later > earlier for earlier, later in pairwise(cuts)):
        yield f"the cut points of '{name}' are not in order; {remedy}"


def _level_problems(
    name: str, split: Sequence[str] | Mapping[str, Sequence[str]], levels: Sequence[str]
) -> Iterator[str]:
    if isinstance(split, Mapping):
        named = [level for merged in split.values() for level in merged]
        if empty := [new for new, merged in split.items() if not merged]:
            yield f"the category '{empty[0]}' of '{name}' has no levels. Write {empty[0]}: [level, ...]."
    else:
        named = list(split)
    for level in dict.fromkeys(named):
        if levels and level not in levels:
            listed = ", ".join(levels)
            yield f"'{level}' is not a level of '{name}'.{did_you_mean(level, levels)} The codebook lists: {listed}."
        if named.count(level) > 1:
            yield f"the level '{level}' of '{name}' stands in two places. Keep one."
    if len(split) == 1:
        yield f"'{name}' has one category only; name two at least, or none for all levels of the codebook."
