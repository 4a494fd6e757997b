"""What a study asks about drop-out by weights: attendance-weighted contrasts, and completers."""

from collections.abc import Iterator

import pandas as pd

from peereval.errors import FitError
from peereval.estimate.contrasts import change_contrasts
from peereval.estimate.headline import choose_headline, notes_of, say_method
from peereval.estimate.main_model import fit_study, main_formula
from peereval.remarks import Finding, Note
from peereval.results import Result, make_result
from peereval.sensitivity.attendance.completers import select_completers
from peereval.sensitivity.attendance.contrasts import attendance_weighted_contrasts
from peereval.sensitivity.attendance.weights import AttendanceWeights, attendance_weights
from peereval.sensitivity.question import Made, Question

HALF = 0.5  # of those seen: with a smaller effective number, few people carry the weights


def answer_weighted_attendance(question: Question) -> Made:
    """Answer the main question with those seen at each visit standing for those like them who were not.

    Results: the answer `attendance-weights`, and the table of the weights, of kind
    "attendance_weights". A finding says so where nobody missed a visit, and where few people
    carry the weights.

    Raises
    ------
    PeerevalError
        If attendance cannot be modelled.
    """
    keys = question.study.sensitivity.attendance
    frame = question.starters()
    if not keys.run or not question.compared:
        return (), ()
    if not _somebody_missed(question, frame):
        return (), (Finding("note", "attendance-complete", values={"outcomes": question.outcome}),)
    frame, predictors = predict_from(question)
    weights = attendance_weights(
        frame,
        question.outcome,
        participant="participant",
        visit="visit",
        group="group",
        baseline=question.baseline,
        covariates=predictors,
        returns=keys.returns,
        by_group=keys.by_group,
        truncate=keys.truncate,
    )
    found = attendance_weighted_contrasts(
        frame,
        question.outcome,
        participant="participant",
        visit="visit",
        group="group",
        reference=question.reference,
        baseline=question.baseline,
        attendance_covariates=predictors,
        covariates=question.study.model.covariates,
        site="site" if "site" in frame else None,
        returns=keys.returns,
        by_group=keys.by_group,
        truncate=keys.truncate,
        level=question.study.model.level,
    )
    return _as_results(question, weights, found, predictors)


def predict_from(question: Question) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return the rows of the groups that start together, and the columns that predict attendance.

    Predictors that are no covariates of the model have their value at baseline; the measure
    itself is left out, since its value at baseline predicts attendance anyhow.
    """
    frame, covariates = question.starters(), question.study.model.covariates
    asked = question.study.sensitivity.attendance.covariates
    predictors = tuple(name for name in (covariates if asked is None else asked) if name != question.outcome)
    start = frame[frame["visit"].astype(str) == question.baseline].set_index("participant")
    own = [name for name in predictors if name not in covariates and name in frame]
    return frame.assign(**{name: frame["participant"].map(start[name]) for name in own}), predictors


def _as_results(question: Question, weights: AttendanceWeights, found: Result, predictors: tuple[str, ...]) -> Made:
    """Return the answer and the table of the weights, with what calls for attention."""
    answer = question.answer("attendance-weights", found.rows, method=found.method, notes=found.notes)
    table = make_result(
        "attendance_weights",
        weights.summary.rows,
        outcome=question.outcome,
        method={**weights.method, "covariates": ", ".join(predictors)},
        notes=weights.notes,
    )
    return (answer, table), tuple(_few_carry(table))


def answer_completers(question: Question) -> Made:
    """Answer the main question by the main model of the people seen at every visit, `completers`.

    Raises
    ------
    PeerevalError
        If the model of these people cannot be fitted.
    """
    frame = question.starters()
    if not question.study.sensitivity.completers or not question.compared or not _somebody_missed(question, frame):
        return (), ()
    rows = select_completers(frame, question.outcome, participant="participant", visit="visit")
    fit = fit_study(main_formula(question.outcome, tuple(question.study.model.covariates)), rows, question.study)
    asked = choose_headline(fit, question.study, by_site=question.by_site).lead
    found = change_contrasts(
        asked.fit,
        group="group",
        reference=question.reference,
        baseline=question.baseline,
        df_method=asked.df_method,  # type: ignore[arg-type]
        level=question.study.model.level,
    )
    left = _participants(question, frame) - fit.n_participants
    notes = (Note("completers", participants=fit.n_participants, left=left), *_own_notes(notes_of(asked)))
    return (question.answer("completers", found.rows, method=say_method(asked, question.study), notes=notes),), ()


def _own_notes(notes: tuple[Note, ...]) -> Iterator[Note]:
    """Yield the notes of a fit that say something of its own: not how visits are ordered, as of the main model."""
    yield from (note for note in notes if not note.code.startswith(("visits_", "reference", "missing_outcome")))


def _somebody_missed(question: Question, frame: pd.DataFrame) -> bool:
    """Say whether somebody measured at baseline missed a later visit.

    Raises
    ------
    FitError
        If nobody was measured at baseline.
    """
    seen = frame[frame[question.outcome].notna()]
    start = seen.loc[seen["visit"].astype(str) == question.baseline, "participant"]
    if start.empty:
        raise FitError(Note("refused_nobody_at_baseline", baseline=question.baseline))
    attended = seen[seen["participant"].isin(start)].groupby("participant", observed=True)["visit"].nunique()
    return bool((attended < 1 + len(question.later)).any())


def _participants(question: Question, frame: pd.DataFrame) -> int:
    return int(frame.loc[frame[question.outcome].notna(), "participant"].nunique())


def _few_carry(table: Result) -> Iterator[Finding]:
    """Yield a finding for each group and visit where the effective number is under half of those seen."""
    wide = table.rows.pivot(index=["group", "visit"], columns="quantity", values="estimate")
    few = wide[wide["effective n"] < HALF * wide["attended"]].reset_index()
    for row in few.to_dict("records"):
        said = {"groups": str(row["group"]), "visit": str(row["visit"]), "outcomes": table.outcome}
        yield Finding("warning", "attendance-few-carry", values=said)
