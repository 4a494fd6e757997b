"""One assumption on missed visits, answered twice: by multiple imputation, and by conditional means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from peereval.results import Note, Result, make_result
from peereval.sensitivity.imputation.multiple import multiply_imputed_contrasts
from peereval.sensitivity.imputation.reference_based import reference_based_contrasts
from peereval.sensitivity.tipping.imputing import Imputing

INFORMATION = "fraction of missing information"
KEYS = ("assumption", "inference", "group", "visit", "reference", "baseline")


@dataclass(frozen=True, slots=True, eq=False)
class Twice:
    """The answers under one assumption: Rubin's (information-anchored) and the jackknife's (frequentist)."""

    assumption: str
    imputing: Imputing
    rubin: Result
    jackknife: Result
    notes: tuple[Note, ...]


def answer_twice(
    imputing: Imputing, assumption: str, options: Mapping[str, object], notes: Sequence[Note] = ()
) -> Twice:
    """Return both answers under one assumption.

    `options` are those of `reference_based_contrasts` that make the assumption; `notes` say it.

    Raises
    ------
    FitError, DataError
        If the assumption cannot be made of these data, or a replicate cannot be fitted.
    """
    asked = {**imputing.asked, **options}
    fit, data, rng = imputing.fit, imputing.data, imputing.question.rng(assumption)
    jackknife = reference_based_contrasts(fit, data, site=imputing.site, **asked)  # type: ignore[arg-type]
    rubin = multiply_imputed_contrasts(fit, data, rng=rng, **asked)  # type: ignore[arg-type]
    return Twice(assumption, imputing, rubin, jackknife, tuple(notes))


def answers(found: Twice, analysis: str, which: str) -> Result:
    """Return one of the two answers for the forest, `which` being "rubin" or "jackknife"."""
    result: Result = getattr(found, which)
    notes = [*found.notes, *found.imputing.notes(result.notes)]
    return found.imputing.question.answer(analysis, result.rows, method=result.method, notes=notes)


def compare_assumptions(found: Sequence[Twice]) -> Result:
    """Return the answers under every assumption side by side, of kind "missing_assumptions".

    Keys ``assumption, inference, group, visit, reference, baseline``, with inference
    "information-anchored" and "frequentist"; quantities the difference, and of the former the
    fraction of missing information.
    """
    question = found[0].imputing.question
    parts = []
    for one in found:
        for inference, result in (("information-anchored", one.rubin), ("frequentist", one.jackknife)):
            rows = result.rows
            rows = rows[rows["group"].astype(str).isin(question.compared)]
            named = {name: rows[name].astype(str) for name in ("group", "visit")}
            told = rows.assign(assumption=one.assumption, inference=inference, **named)
            told = told.assign(reference=question.reference, baseline=question.baseline)
            parts.append(told[[*KEYS, *(name for name in told if name not in (*KEYS, "strategy"))]])
    notes = dict.fromkeys(note for one in found for note in (*one.notes, *one.imputing.notes(one.rubin.notes)))
    level = question.study.model.level
    method = {"level": level, "imputations": found[0].rubin.method.get("imputations", ""), **_variances(found[0])}
    table = pd.concat(parts, ignore_index=True)
    return make_result("missing_assumptions", table, outcome=question.outcome, method=method, notes=notes)


def _variances(found: Twice) -> dict[str, object]:
    return {"variance": found.rubin.method["variance"], "variance_beside": found.jackknife.method["variance"]}
