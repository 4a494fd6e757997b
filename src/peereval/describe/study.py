"""Everything that is described of a study before anything is modelled."""

from typing import TYPE_CHECKING

import pandas as pd

from peereval.describe.answered import describe_answered
from peereval.describe.bands import describe_bands
from peereval.describe.baseline import describe_baseline
from peereval.describe.distribution import describe_distribution
from peereval.describe.events import describe_events
from peereval.describe.flow import describe_analysed
from peereval.describe.observed import describe_observed
from peereval.describe.people import describe_people
from peereval.describe.reliability import describe_reliability
from peereval.describe.sites import describe_sites
from peereval.results import Result
from peereval.study import Study

if TYPE_CHECKING:
    from peereval.score.measure import Measure


def describe_study(
    frame: pd.DataFrame,
    by_category: pd.DataFrame,
    absences: pd.DataFrame,
    study: Study,
    measures: tuple["Measure", ...],
) -> list[Result]:
    """Return every result about the people of a study, their attendance and their values.

    Parameters
    ----------
    frame
        The scored table.
    by_category
        The same with the names of categories (`name_categories`).
    absences
        The visits that were not attended, with their reasons (`Data.absences`).
    study
        The study.
    measures
        The measures of the scored table.
    """
    scores = [one for one in measures if one.type == "continuous"]
    numbers = [one for one in measures if not one.categories]
    return [
        *describe_people(by_category, absences, study, measures),
        *describe_analysed(frame, study, measures),
        describe_baseline(by_category, study, measures),
        *describe_observed(frame, study, numbers),
        *describe_distribution(frame, study, numbers),
        *describe_events(frame, study, measures),
        *describe_bands(frame, study, measures),
        *describe_answered(frame, study, measures),
        *describe_reliability(frame, study, scores),
        *describe_sites(frame, study),
    ]
