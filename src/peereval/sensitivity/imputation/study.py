"""Multiple imputation in a study: of missed visits, and of covariates that someone lacks."""

from collections.abc import Callable

from peereval.errors import PeerevalError
from peereval.remarks import Finding
from peereval.results import Result
from peereval.sensitivity.imputation.study_covariates import impute_lacking, lacking
from peereval.sensitivity.imputation.study_outcomes import impute_outcomes, is_complete
from peereval.sensitivity.question import Made, Question


def impute_study(question: Question) -> Made:
    """Return the answers of multiple imputation: of missed visits, and of covariates that someone lacks.

    "multiple-imputation" with its "missing_information", and "covariates-imputed". Nothing where
    the study asks for no imputations, or nothing is missing; one that cannot be done is a
    finding, and the other stands.
    """
    if question.study.sensitivity.imputations == 0 or not question.compared:
        return (), ()
    rows = question.starters()
    asked: list[tuple[str, Callable[[], tuple[Result, ...]]]] = []
    if not is_complete(question, rows):
        asked.append(("multiple-imputation", lambda: impute_outcomes(question, rows)))
    if lacking(question):
        asked.append(("covariates-imputed", lambda: (impute_lacking(question),)))
    results: list[Result] = []
    findings: list[Finding] = []
    for name, make in asked:
        try:
            results += make()
        except PeerevalError as error:
            said = {"analysis": name, "why": error.reason, "outcomes": question.outcome}
            findings.append(Finding("warning", "sensitivity-refused", values=said))
    return tuple(results), tuple(findings)
