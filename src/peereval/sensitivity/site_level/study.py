"""The checks at the level of the site that a study gets: where the group is assigned by site."""

import pandas as pd

from peereval.errors import FitError
from peereval.remarks import Finding
from peereval.results import Result
from peereval.sensitivity.question import Made, Question
from peereval.sensitivity.site_level.contrasts import Test, site_level_contrasts

SLUGS: dict[Test, str] = {"t": "site-means", "permutation": "site-permutation", "wild-bootstrap": "wild-bootstrap"}
DRAWS = 1_999


def check_sites(question: Question) -> Made:
    """Return the answers of the t test of site means, the permutation of sites and the wild bootstrap."""
    data = question.starters()
    if not question.by_site or "site" not in data:
        return (), ()
    answers: list[Result] = []
    for group in question.compared:
        for test, slug in SLUGS.items():
            try:
                answers.append(_answer(question, data, group, test))
            except FitError as error:
                said = {"analysis": slug, "why": error.reason, "outcomes": question.outcome}
                return tuple(answers), (Finding("note", "sensitivity-refused", values=said),)
    return tuple(answers), ()


def _answer(question: Question, data: pd.DataFrame, group: str, test: Test) -> Result:
    slug = SLUGS[test]
    found = site_level_contrasts(
        data,
        question.outcome,
        participant="participant",
        visit="visit",
        group="group",
        compared=group,
        reference=question.reference,
        baseline=question.baseline,
        site="site",
        test=test,
        covariates=question.study.model.covariates if test == "wild-bootstrap" else (),
        rng=question.rng(slug),
        replicates=DRAWS,
        level=question.study.model.level,
    )
    return question.answer(slug, found.rows, method=found.method, notes=found.notes)
