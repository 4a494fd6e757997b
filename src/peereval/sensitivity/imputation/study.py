"""Multiple imputation in a study: of missed visits, and of covariates that someone lacks."""

from peereval.sensitivity.imputation.study_outcomes import impute_outcomes, is_complete
from peereval.sensitivity.question import Made, Question


def impute_study(question: Question) -> Made:
    """Return the answers of multiple imputation: "multiple-imputation" and "missing_information".

    Nothing where the study asks for no imputations, or nothing is missing.

    Raises
    ------
    FitError, DataError
        If the model that values are imputed from cannot be fitted.
    """
    if question.study.sensitivity.imputations == 0 or not question.compared:
        return (), ()
    rows = question.starters()
    outcomes = () if is_complete(question, rows) else impute_outcomes(question, rows)
    return outcomes, ()
