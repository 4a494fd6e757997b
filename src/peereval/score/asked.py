"""Which outcomes of a study an analysis is asked for."""

from collections.abc import Sequence

from peereval.errors import DataError, did_you_mean
from peereval.score.measure import Measure
from peereval.study import Study


def choose_outcomes(
    study: Study, measures: tuple[Measure, ...], outcomes: Sequence[str] | None
) -> tuple[tuple[Measure, ...], tuple[str, ...]]:
    """Return the measures and the times to an event that are asked for, all of them by default.

    Parameters
    ----------
    study
        The study, whose times to an event are no measures.
    measures
        The measures that its files were scored to.
    outcomes
        Names of outcomes or of single measures; None for all.

    Raises
    ------
    DataError
        If a name is not one of an outcome.
    """
    waits = tuple(name for name, outcome in study.outcomes.items() if outcome.type == "time-to-event")
    if not outcomes:
        return measures, waits
    known = list(dict.fromkeys([*(name for one in measures for name in (one.outcome, one.name)), *waits]))
    for name in outcomes:
        if name not in known:
            raise DataError(f"'{name}' is not an outcome; they are: {', '.join(known)}.{did_you_mean(name, known)}")
    asked = tuple(one for one in measures if {one.outcome, one.name} & set(outcomes))
    return asked, tuple(name for name in waits if name in outcomes)
