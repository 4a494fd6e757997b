"""The rows of a study with the categories of one moderator, small ones left out and said."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from peereval.codebook import Field
from peereval.describe.entry import first_attended
from peereval.errors import DataError
from peereval.remarks import Finding, Note
from peereval.results import Result
from peereval.sensitivity.question import Question
from peereval.sensitivity.subgroups.categories import is_continuous, middle_values, split_categories
from peereval.sensitivity.subgroups.counts import subgroup_counts

FEWEST = 3
EXPOSED = "exposed"


@dataclass(frozen=True, slots=True, eq=False)
class Moderated:
    """One moderator of one measure: its column in the study and in `rows`, and how its model asks of it.

    rows : of the groups that enter with the reference, who have a category
    covariates : those of the study that the moderator does not stand for
    counts : people by category, group and visit, before small categories were left out
    at : values of a moderator that is a number, else none
    exposed : the group whose people alone have the moderator, or ""; `rows` then has a column
    "exposed": the reference group and the categories
    """

    column: str
    name: str
    rows: pd.DataFrame
    covariates: tuple[str, ...]
    counts: Result | None
    at: tuple[float, ...] = ()
    exposed: str = ""


def moderate(question: Question, column: str) -> tuple[list[Moderated], list[Finding]]:
    """Return the rows of a moderator as the study splits it: one set, or one a group where only those exposed have it.

    Raises
    ------
    DataError
        If nobody has a value, or a number is asked for that the reference group does not have.
    """
    study = question.study
    named = {file: key for key, file in study.columns.named.items()}
    canonical, split = named.get(column, column), study.sensitivity.subgroups[column]
    values = first_attended(question.scored, [canonical], study)[canonical]
    number = is_continuous(split)
    levels = _levels(study.book.field(column) or study.book.field(study.columns.named.get(column, column)))
    made = values.astype("float64") if number else split_categories(values, split, levels)
    as_is = number or not (isinstance(split, Mapping) or pd.api.types.is_numeric_dtype(values))
    name = canonical if as_is else _free(f"{canonical}_category", question.frame)
    rows = replace(question, frame=question.frame.assign(**{name: made})).starters()
    kept = tuple(one for one in study.model.covariates if not as_is or named.get(one, one) != canonical)
    reference = rows["group"] == question.reference
    if rows.loc[~reference, name].isna().all():
        raise DataError(Note("refused_moderator_empty", column=column))
    plain = Moderated(column, name, rows, kept, None)
    if rows.loc[reference, name].isna().all():
        if number:
            raise DataError(Note("refused_moderator_of_exposed", column=column))
        every = [_exposed(question, plain, group) for group in question.compared]
    else:
        every = [replace(plain, at=middle_values(rows[name]))] if number else [plain]
    trimmed = [_trim(question, one) for one in every]
    return [one for one, _ in trimmed if one is not None], [finding for _, found in trimmed for finding in found]


def _levels(field: Field | None) -> tuple[str, ...]:
    return field.level_names if field else ()


def _free(name: str, frame: pd.DataFrame) -> str:
    """Return a name that no column has."""
    while name in frame:
        name += "_"
    return name


def _exposed(question: Question, whole: Moderated, group: str) -> Moderated:
    """Return the rows of the reference and one group, whose categories and the reference are levels of "exposed"."""
    rows = whole.rows[whole.rows["group"].isin([question.reference, group])]
    reference, categories = question.reference, list(rows[whole.name].cat.categories)
    label = rows[whole.name].astype(object).where(rows["group"] != reference, reference)
    name = _free(EXPOSED, rows)
    levels = [reference, *(one for one in categories if one != reference)]
    trimmed = rows["group"].cat.remove_unused_categories()
    return replace(whole, rows=rows.assign(group=trimmed, **{name: pd.Categorical(label, categories=levels)}),
                   name=name, exposed=group)  # fmt: skip


def _trim(question: Question, whole: Moderated) -> tuple[Moderated | None, list[Finding]]:
    """Return the rows without people in no category, or in one too small, and what is to be said of it."""
    if whole.at:
        return replace(whole, rows=whole.rows[whole.rows[whole.name].notna()]), []
    counts = _count(question, whole)
    found = counts.rows[counts.rows["quantity"] == "analysed"]
    own = found[found["category"] != question.reference] if whole.exposed else found
    most = own.groupby("category", sort=False)["estimate"].max()
    small = set(own.loc[own["estimate"].between(1, FEWEST - 1), "category"])
    gone = [str(name) for name in most.index if most[name] == 0 or name in small]
    values = whole.rows[whole.name].cat.remove_categories(gone)
    findings = list(_said(question, whole, [name for name in gone if name in small], values))
    fewest = 2 + bool(whole.exposed)  # the reference is a level of "exposed"
    if len(values.cat.categories) < fewest:
        said = {"column": whole.column, "outcomes": question.outcome}
        return None, [*findings, Finding("warning", "subgroups-one-category", values=said)]
    return replace(whole, rows=whole.rows.assign(**{whole.name: values})[values.notna()], counts=counts), findings


def _count(question: Question, whole: Moderated) -> Result:
    return subgroup_counts(
        whole.rows, question.outcome, moderator=whole.name, group="group", visit="visit", covariates=whole.covariates
    )


def _said(question: Question, whole: Moderated, small: list[str], values: pd.Series) -> Iterator[Finding]:
    """Yield that a category is too small, and how many people are in none."""
    line = question.study.line_of("sensitivity", "subgroups", whole.column)
    for name in small:
        said = {"column": whole.column, "level": name, "outcomes": question.outcome}
        yield Finding("warning", "subgroups-small-category", values=said, line=line)
    outside = whole.rows.loc[values.isna() & whole.rows[question.outcome].notna(), "participant"].nunique()
    if outside:
        said = {"moderator": whole.column, "outcomes": question.outcome}
        yield Finding("note", "subgroups-uncategorised", count=int(outside), values=said)
