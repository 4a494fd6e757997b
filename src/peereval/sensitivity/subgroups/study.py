"""Subgroups of a study: every moderator it names, each asked first whether it matters and then how."""

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from peereval.errors import PeerevalError
from peereval.estimate.headline import choose_headline, say_method
from peereval.estimate.main_model import fit_study
from peereval.remarks import Finding, Note
from peereval.results import Result, make_result
from peereval.sensitivity.question import Made, Question
from peereval.sensitivity.subgroups.interaction import subgroup_joint_test
from peereval.sensitivity.subgroups.moderated import FEWEST, Moderated, moderate
from peereval.sensitivity.subgroups.within import subgroup_contrasts, subgroup_differences

FEW = 10
# Each moderator has its own model: who is in it stands in the counts, the rest under the main model.
_MODEL = ("visits_", "reference", "missing_", "aliased")


def compare_subgroups(question: Question) -> Made:
    """Return tests and contrasts by category of every moderator that the study names.

    Kinds: subgroup_joint_test (the model variance), subgroup_contrasts and subgroup_differences
    (the variance that leads), subgroup_counts; key moderator is the column of the study.
    """
    made: dict[str, list[Result]] = {}
    findings: list[Finding] = []
    for column in question.study.sensitivity.subgroups:
        try:
            every, found = moderate(question, column)
            answers = [result for one in every for result in _answer(question, one)]
        except PeerevalError as error:
            said = {"column": column, "why": error.reason, "outcomes": question.outcome}
            findings.append(Finding("warning", "subgroups-refused", values=said))
            continue
        findings += found
        for result in answers:
            made.setdefault(result.kind, []).append(result)
    return tuple(_joined(results, question.outcome) for results in made.values()), tuple(findings)


def subgroup_formula(outcome: str, group: str, moderator: str | None, covariates: Sequence[str]) -> str:
    """Return the formula of the model of subgroups; without a moderator the group itself holds the categories.

    Examples
    --------
    >>> subgroup_formula("stigma", "group", "diagnosis", ("age", "sex"))
    'stigma ~ group * visit * diagnosis + (age + sex) * visit'
    """
    quoted = {
        name: name if name.isidentifier() else f"`{name}`" for name in (outcome, group, moderator or "", *covariates)
    }
    crossed = [quoted[group], "visit", *([quoted[moderator]] if moderator else [])]
    adjusted = f" + ({' + '.join(quoted[name] for name in covariates)}) * visit" if covariates else ""
    return f"{quoted[outcome]} ~ {' * '.join(crossed)}{adjusted}"


def _answer(question: Question, one: Moderated) -> Iterator[Result]:
    """Yield the results of one moderator, its keys as a study names them."""
    study = question.study
    group, moderator = (one.name, None) if one.exposed else ("group", one.name)
    fit = fit_study(subgroup_formula(question.outcome, group, moderator, one.covariates), one.rows, study)
    lead = choose_headline(fit, study, by_site=question.by_site).lead
    asked = {
        "moderator": moderator,
        "group": group,
        "reference": question.reference,
        "baseline": question.baseline,
        "at": one.at or None,
    }
    more = {
        "few": max(FEW, study.smallest_cell),
        "fewest": FEWEST,
        "df_method": lead.df_method,
        "level": study.model.level,
    }
    test = subgroup_joint_test(fit, **asked, df_method=study.model.df_method)  # type: ignore[arg-type]
    yield _renamed(question, one, test, {})
    for ask in (subgroup_contrasts, subgroup_differences):
        found = ask(lead.fit, **asked, **more)  # type: ignore[arg-type]
        yield _renamed(question, one, found, say_method(lead, study))
    if one.counts is not None:
        yield _renamed(question, one, one.counts, {})


def _renamed(question: Question, one: Moderated, result: Result, method: Mapping[str, object]) -> Result:
    """Return a result with the column of the study as moderator, and the group that alone has it."""
    rows = result.rows.assign(moderator=one.column)
    if one.exposed:
        rows = _of_exposed(rows, question.reference, one.exposed)
    names = ("category", "against", "group", "visit", "reference", "baseline")
    rows = rows.astype({name: str for name in names if name in rows})
    own = (Note("subgroup_exposed", column=one.column),) if one.exposed else ()
    notes = (*own, *(note for note in result.notes if not note.code.startswith(_MODEL)))
    return make_result(result.kind, rows, method={**result.method, **method}, notes=notes)


def _of_exposed(rows: pd.DataFrame, reference: str, exposed: str) -> pd.DataFrame:
    """Return rows whose categories are those of one group; category "" is the whole reference group."""
    if "num_df" in rows or "baseline" in rows:
        return rows.assign(group=exposed)
    whole = rows["category"].astype(str) == reference
    kept = rows[whole == (rows["group"].astype(str) == reference)]
    return kept.assign(category=kept["category"].astype(object).where(~whole, ""))


def _joined(results: Sequence[Result], outcome: str) -> Result:
    """Return the results of several moderators as one; the formulas stand side by side."""
    frame = pd.concat([one.rows for one in results], ignore_index=True)
    formulas = "; ".join(str(one.method["formula"]) for one in results if "formula" in one.method)
    first = next((one for one in results if one.method.get("adjust", "none") != "none"), results[0])
    method = {**first.method, **({"formula": formulas} if formulas else {})}
    notes = {str(note): note for one in results for note in one.notes}
    return make_result(results[0].kind, frame, outcome=outcome, method=method, notes=notes.values())
