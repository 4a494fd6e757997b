"""All that a study says of its people and its time, before any outcome."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from peereval.describe.absences import describe_absences
from peereval.describe.attendance import describe_patterns
from peereval.describe.attrition import describe_attrition
from peereval.describe.exposure import describe_exposure
from peereval.describe.flow import describe_flow
from peereval.describe.measured import Measured
from peereval.describe.retention import describe_retention, describe_site_retention
from peereval.describe.timeline import describe_timetable, describe_timing
from peereval.results import Result

if TYPE_CHECKING:
    from peereval.study import Study


def describe_people(
    frame: pd.DataFrame, absences: pd.DataFrame, study: "Study", measures: Sequence[Measured]
) -> Iterator[Result]:
    """Yield who was seen when, why not, who left, and when visits took place.

    Parameters
    ----------
    frame
        The scored frame: one row per participant and visit attended.
    absences
        Planned visits that did not take place, as in `Data.absences`.
    study
        The study.
    measures
        The measures: who leaves is described by their first values.

    Yields
    ------
    Result
        Kind "flow" always; absences, attendance_patterns, attrition, differential_attrition,
        site_retention, visit_timing, exposure and timetable where the study has what they need.
    """
    yield describe_flow(frame, study, absences)
    described = (
        describe_absences(frame, absences, study) if "absence_reason" in study.columns.named else None,
        describe_patterns(frame, study),
        describe_attrition(frame, study, measures),
        describe_retention(frame, study),
        describe_site_retention(frame, study),
        describe_timing(frame, study, absences),
        describe_exposure(frame, study, absences),
        describe_timetable(study),
    )
    yield from (result for result in described if result is not None and len(result.rows))
