"""One assumption on missed visits, answered twice: by multiple imputation, and by conditional means."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from peereval.errors import PeerevalError
from peereval.remarks import Note
from peereval.results import Result, make_result
from peereval.sensitivity.imputation.multiple import multiply_imputed_contrasts
from peereval.sensitivity.imputation.reference_based import reference_based_contrasts
from peereval.sensitivity.imputation.study_outcomes import SLUG
from peereval.sensitivity.tipping.imputing import Imputing
from peereval.sensitivity.tipping.refusals import Refused

RUBIN = "multiple imputation"
KEYS = ("assumption", "inference", "group", "visit", "reference", "baseline")


@dataclass(frozen=True, slots=True, eq=False)
class Twice:
    """The answers under one assumption: the jackknife's (frequentist), and Rubin's (information-anchored) or none."""

    assumption: str
    imputing: Imputing
    jackknife: Result
    rubin: Result | None
    notes: tuple[Note, ...]

    @property
    def leading(self) -> Result:
        """Rubin's answer, where values were drawn."""
        return self.rubin or self.jackknife


def answer_twice(
    imputing: Imputing,
    assumption: str,
    options: Mapping[str, object],
    refused: list[Refused],
    notes: Sequence[Note] = (),
) -> Iterator[Twice]:
    """Yield both answers under one assumption; nothing where it cannot be made of these data.

    `options` are those of `reference_based_contrasts` that make the assumption; `notes` say it;
    what is refused is added to `refused`, with why.
    """
    asked = {**imputing.asked, **options, "site": imputing.site}
    try:
        jackknife = reference_based_contrasts(imputing.fit, imputing.data, **asked)  # type: ignore[arg-type]
    except PeerevalError as error:
        refused.append((assumption, error.reason))
        return
    rubin = None
    if imputing.question.study.sensitivity.imputations:
        try:
            rubin = _draw(imputing, asked)
        except PeerevalError as error:
            refused.append((f"{assumption}, {RUBIN}", error.reason))
    yield Twice(assumption, imputing, jackknife, rubin, tuple(notes))


def _draw(imputing: Imputing, asked: Mapping[str, object]) -> Result:
    question = imputing.question
    return multiply_imputed_contrasts(
        imputing.fit_drawn,
        imputing.data,
        rng=question.rng(SLUG),  # the draws of missing at random: assumptions differ by what they assume, not by chance
        imputations=question.study.sensitivity.imputations,
        draws="bayesian",
        **asked,  # type: ignore[arg-type]
    )


def answer(found: Twice, analysis: str, result: Result) -> Result:
    """Return one of the two answers for the forest."""
    notes = [*found.notes, *found.imputing.notes(result.notes)]
    return found.imputing.question.answer(analysis, result.rows, method=result.method, notes=notes)


def compare_assumptions(found: Sequence[Twice]) -> Result:
    """Return the answers under every assumption side by side, of kind "missing_assumptions".

    Keys ``assumption, inference, group, visit, reference, baseline``, with inference
    "information-anchored" and "frequentist"; quantities the difference, and of the former the
    fraction of missing information.
    """
    question = found[0].imputing.question
    parts = [
        _rows(one, inference, result)
        for one in found
        for inference, result in (("information-anchored", one.rubin), ("frequentist", one.jackknife))
        if result is not None
    ]
    notes = dict.fromkeys(note for one in found for note in (*one.notes, *one.imputing.notes(one.leading.notes)))
    method = {"level": question.study.model.level, "imputations": question.study.sensitivity.imputations}
    table = pd.concat(parts, ignore_index=True)
    return make_result("missing_assumptions", table, outcome=question.outcome, method=method, notes=notes)


def _rows(found: Twice, inference: str, result: Result) -> pd.DataFrame:
    question, rows = found.imputing.question, result.rows
    rows = rows[rows["group"].astype(str).isin(question.compared)]
    named = {name: rows[name].astype(str) for name in ("group", "visit")}
    told = rows.assign(assumption=found.assumption, inference=inference, **named)
    told = told.assign(reference=question.reference, baseline=question.baseline)
    return told[[*KEYS, *(name for name in told if name not in (*KEYS, "strategy"))]]
