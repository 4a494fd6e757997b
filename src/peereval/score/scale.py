"""From the items in the table to the measures that are analysed."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from peereval.errors import ScoringError
from peereval.remarks import Finding
from peereval.score.instruments import Instrument
from peereval.score.items import absent_columns, empty_columns, item_columns, taken_names
from peereval.score.keyfile import read_instrument
from peereval.score.measure import Measure, Scored
from peereval.score.naming import measure_labels, measure_name, measure_result
from peereval.score.responses import check_responses, read_numbers
from peereval.score.rules import answered_items, reverse_items, score_items, score_range
from peereval.score.typed import code_typed, type_measure

if TYPE_CHECKING:
    from peereval.study import Outcome, Study

__all__ = ["Measure", "Scored", "score_scales"]

_Part = tuple[dict[str, pd.Series], list[Measure], list[Finding]]


def score_scales(frame: pd.DataFrame, study: "Study") -> Scored:
    """Add two columns per measure: every score of every outcome of the study, and its items answered.

    Items are checked against the range of their instrument, reversed where the key says
    so, and combined where enough of them were answered. An outcome without instrument is
    taken as it is.

    Parameters
    ----------
    frame
        The long table of `read_data`: one row per participant and visit.
    study
        The study; its `outcomes` say what to score.

    Returns
    -------
    Scored
        The frame with the measures added, what they are, and the findings. With a finding
        of severity error the measure is missing where its items were wrong or absent. The
        `column` of an outcome that no file has is found by `check_frame`, not here.

    Raises
    ------
    ScoringError
        If an instrument, a score or a pattern of items in study.yaml cannot be used.
    """
    columns: dict[str, pd.Series] = {}
    measures: list[Measure] = []
    findings: list[Finding] = []
    for name, outcome in study.outcomes.items():
        if outcome.type == "time-to-event":
            continue  # a day, or leaving: nothing is measured at a visit
        found = (
            _score_outcome(frame, study, name, outcome) if outcome.instrument else _take(frame, study, name, outcome)
        )
        columns |= found[0]
        measures += found[1]
        findings += [*found[2], *taken_names(frame, found[0], {column for one in found[1] for column in one.items})]
    scored = frame.assign(**columns)
    return Scored(scored, tuple(measures), tuple(measure_result(one) for one in measures), tuple(findings))


def _score_outcome(frame: pd.DataFrame, study: "Study", name: str, outcome: "Outcome") -> _Part:
    instrument, scores = _key_of(study, name, outcome)
    wanted = item_columns(name, outcome, instrument)
    measures = [_measure(name, outcome, instrument, score, wanted) for score in scores]
    findings = [] if instrument.verified else [_unverified(name, instrument)]
    absent = absent_columns(frame, name, list(wanted.values())) if outcome.items else ()
    if not set(wanted.values()) <= set(frame.columns):
        return _nothing(frame, measures), measures, [*findings, *absent]
    numbers, text = read_numbers(frame, name, list(wanted.values()), outcome.missing)
    answers, wrong = check_responses(frame, name, numbers, instrument)
    items = reverse_items(answers.set_axis(list(wanted), axis="columns"), instrument)
    columns = {one.name: score_items(items, instrument, one.score) for one in measures}
    columns |= {one.answered: answered_items(items, instrument, one.score) for one in measures}
    few = [_too_few(one, columns) for one in measures]
    empties = empty_columns(frame, name, numbers)
    return columns, measures, [*findings, *text, *wrong, *empties, *(one for one in few if one.count)]


def _key_of(study: "Study", name: str, outcome: "Outcome") -> tuple[Instrument, tuple[str, ...]]:
    """Return the key of an outcome and the scores wanted; what is wrong with them is said with the line."""
    try:
        instrument = read_instrument(str(outcome.instrument), study.folder, within=study.allowed)
        return instrument, instrument.chosen(outcome.scores)
    except ScoringError as error:
        line = study.line_of("outcomes", name, "instrument")
        raise ScoringError(f"{study.file.name} line {line}, outcome '{name}': {error}") from None


def _nothing(frame: pd.DataFrame, measures: list[Measure]) -> dict[str, pd.Series]:
    empty = pd.Series(np.nan, index=frame.index)
    none = pd.Series(0, index=frame.index, dtype="int64")
    return {one.name: empty for one in measures} | {one.answered: none for one in measures}


def _take(frame: pd.DataFrame, study: "Study", name: str, outcome: "Outcome") -> _Part:
    """Take a column as the measure itself; its range is what the codebook says."""
    column = outcome.column or name
    field = study.book.field(column)
    limits = field.constraints if field else None
    measure = Measure(
        name=name,
        outcome=name,
        score="",
        labels=measure_labels(name, outcome, column_labels=field.labels if field else None),
        instrument="",
        verified=True,
        minimum=_limit(limits.minimum if limits else None),
        maximum=_limit(limits.maximum if limits else None),
        higher_is=outcome.higher_is or "unstated",
        primary=outcome.primary,
        important_difference=_important(outcome, ""),
        items=(column,),
    )
    if column not in frame:
        return _nothing(frame, [measure]), [type_measure(measure, outcome, ())], []
    if outcome.type != "continuous":
        coded, categories, wrong = code_typed(frame, name, outcome, field)
        columns = {name: coded, measure.answered: coded.notna().astype("int64")}
        empties = empty_columns(frame, name, pd.DataFrame({column: coded}))
        return columns, [type_measure(measure, outcome, categories)], [*wrong, *empties]
    numbers, text = read_numbers(frame, name, [column], outcome.missing)
    answered = numbers[column].notna().astype("int64")
    findings = [*text, *empty_columns(frame, name, numbers)]
    return {name: numbers[column], measure.answered: answered}, [measure], findings


def _measure(name: str, outcome: "Outcome", instrument: Instrument, score: str, columns: dict[int, str]) -> Measure:
    n_scores = len(instrument.chosen(outcome.scores))
    used = instrument.items_of(score)
    minimum, maximum = score_range(instrument, score)
    return Measure(
        name=measure_name(name, score, n_scores),
        outcome=name,
        score=score,
        labels=measure_labels(name, outcome, instrument, score, n_scores),
        instrument=instrument.name,
        verified=instrument.verified,
        minimum=minimum,
        maximum=maximum,
        higher_is=instrument.direction_of(score),
        primary=outcome.primary,
        important_difference=_important(outcome, score),
        items=tuple(columns[item] for item in used),
        reversed_items=tuple(columns[item] for item in used if item in instrument.reversed),
        responses=(instrument.responses.minimum, instrument.responses.maximum),
        bands=instrument.scores[score].bands,
        version=instrument.version,
        domain=instrument.domain,
    )


def _important(outcome: "Outcome", score: str) -> float | None:
    given = outcome.important_difference
    if isinstance(given, Mapping):
        return given.get(score)
    return given


def _limit(value: object) -> float:
    return float(value) if isinstance(value, int | float) else float("nan")


def _unverified(name: str, instrument: Instrument) -> Finding:
    return Finding("note", "key-unverified", values={"outcome": name, "instrument": instrument.name})


def _too_few(measure: Measure, columns: Mapping[str, pd.Series]) -> Finding:
    count = int(((columns[measure.answered] > 0) & columns[measure.name].isna()).sum())
    return Finding("note", "scale-too-few-answered", count=count, values={"measure": measure.name})
