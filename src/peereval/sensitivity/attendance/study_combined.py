"""Selection and drop-out weighed at once in a study: weights of propensity times those of attendance."""

import pandas as pd

from peereval.sensitivity.attendance.contrasts import attendance_weighted_contrasts
from peereval.sensitivity.attendance.study import predict_from
from peereval.sensitivity.question import Made, Question
from peereval.sensitivity.weighting.study_scores import propensity_of
from peereval.sensitivity.weighting.weights import weigh_people

PROPENSITY = "propensity_weight"


def answer_combined_weights(question: Question) -> Made:
    """Answer the main question under the product of both weights, where `attendance: combined` asks for it.

    Answer "attendance-and-att": among people like the treated, those seen at each visit stand
    for those who were not. Weights of propensity are taken as known.

    Raises
    ------
    PeerevalError
        If there are no such weights, or attendance cannot be modelled.
    """
    keys = question.study.sensitivity
    if not (keys.attendance.run and keys.attendance.combined and question.compared):
        return (), ()
    frame, predictors = predict_from(question)
    found = []
    for group in question.compared:
        weighed = weigh_people(propensity_of(question, group), estimand="att", truncate=keys.truncate).rows
        weights = weighed.set_index("participant")["weight"]
        rows = frame[frame["group"].astype(str).isin([group, question.reference])]
        found.append(
            attendance_weighted_contrasts(
                rows.assign(**{PROPENSITY: rows["participant"].map(weights)}),
                question.outcome,
                participant="participant",
                visit="visit",
                group="group",
                reference=question.reference,
                baseline=question.baseline,
                attendance_covariates=predictors,
                covariates=question.study.model.covariates,
                site="site" if "site" in frame else None,
                weights=PROPENSITY,
                returns=keys.attendance.returns,
                by_group=keys.attendance.by_group,
                truncate=keys.attendance.truncate,
                level=question.study.model.level,
            )
        )
    rows = pd.concat([one.rows for one in found], ignore_index=True)
    notes = tuple(dict.fromkeys(note for one in found for note in one.notes))
    return (question.answer("attendance-and-att", rows, method=found[0].method, notes=notes),), ()
