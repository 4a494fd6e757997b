"""A study read, checked, scored and described, without any model."""

import pandas as pd

from peereval.checks.data import Checks, check_data
from peereval.checks.inputs import describe_inputs
from peereval.describe.observed_by import describe_observed_by
from peereval.describe.study import describe_study
from peereval.errors import DataError, StudyFileError, one_of
from peereval.report.disclosure.apply import for_audience
from peereval.results import Analysis
from peereval.score.typed import name_categories
from peereval.study import Study


def describe_data(study: Study, *, by: str | None = None) -> Analysis:
    """Return what can be said of a study without a model: its people, its visits, what was observed.

    Parameters
    ----------
    study
        The study.
    by
        A categorical column by whose levels outcomes are described as well; by default the first
        of `sensitivity: subgroups`, where there is one.

    Returns
    -------
    Analysis
        For the audience that the study names.

    Raises
    ------
    DataError
        If the files have errors.
    StudyFileError
        If there is no column `by`, or it holds numbers.
    """
    checked = check_data(study)
    refuse_errors(checked)
    measures, frame = checked.scored.measures, checked.scored.frame
    named = name_categories(frame, measures)
    results = describe_study(frame, named, checked.data.absences, study, measures)
    column = _category(named, study, by)
    if column is not None:
        numbers = [one for one in measures if not one.categories]
        results += describe_observed_by(named, study, numbers, column)
    analysis = Analysis(study, checked.findings, describe_inputs(study, checked), (*checked.scored.results, *results))
    return for_audience(analysis, None)


def _category(frame: pd.DataFrame, study: Study, by: str | None) -> str | None:
    """Return the column by whose levels outcomes are described, as the table names it; None where there is none."""
    canonical = {name: key for key, name in study.columns.named.items()}
    asked = [by] if by is not None else list(study.sensitivity.subgroups)
    names = [canonical.get(column, column) for column in asked]
    found = [name for name in names if name in frame and not pd.api.types.is_numeric_dtype(frame[name])]
    if by is not None and not found:
        described = [field.name for field in study.book.fields if field.level_names]
        raise StudyFileError(one_of("by", by, described))
    return next(iter(found), None)


def refuse_errors(checked: Checks) -> None:
    """Refuse files that have errors, with what they are.

    Raises
    ------
    DataError
        If there is one.
    """
    errors = [finding.message(checked.language) for finding in checked.findings if finding.severity == "error"]
    if errors:
        lines = "\n".join(f"- {message}" for message in errors)
        raise DataError(f"The files have {len(errors)} errors; `peereval check` shows where.\n{lines}")
