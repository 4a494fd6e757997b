"""Checks of planned visits that did not take place, against those that did."""

from collections.abc import Iterator

import pandas as pd

from peereval.results import Finding
from peereval.study import Study
from peereval.validate.days import person_days, row_days
from peereval.validate.places import correct_cell, findings_by_file
from peereval.validate.sequence import people_of, read_sequence
from peereval.validate.words import words_of

_DEATH = {"dead", "death", "deceased", "deces", "decede", "decedee", "decedes", "died", "mort", "morte"}
# Other words make it another reason: the death of a relative.
_BESIDE = {
    "of",
    "the",
    "du",
    "de",
    "la",
    "le",
    "l",
    "e",
    "participant",
    "participante",
    "patient",
    "patiente",
    "person",
    "personne",
    "usager",
    "usagere",
}


def check_absences(frame: pd.DataFrame, absences: pd.DataFrame, study: Study) -> Iterator[Finding]:
    """Find absences that contradict a visit or each other, that hold answers, and visits after a death.

    Parameters
    ----------
    frame, absences
        The visits attended, and those planned that did not take place, from `read_data`.
    study
        Names the outcomes, and the levels of the reasons.
    """
    yield from _seen_after_end(frame, study)
    if absences.empty:
        return
    keys = ["participant", "visit"]
    known = absences[keys].notna().all(axis=1).to_numpy()
    attended = pd.MultiIndex.from_frame(frame[keys].astype(object))
    absent = pd.MultiIndex.from_frame(absences[keys].astype(object))
    fix = correct_cell("absence_reason", study).replace("value: VALUE", "missing: true")
    yield from findings_by_file("error", "absence-contradicted", absences, known & absent.isin(attended), fix=fix)
    yield from findings_by_file("warning", "absence-repeated", absences, known & absent.duplicated(keep=False))
    answers = [str(column) for column in absences if _is_outcome(str(column), study)]
    answered = absences[answers].notna().any(axis=1)
    yield from findings_by_file("error", "absence-answered", absences, answered, fix=fix)
    yield from _seen_after_death(frame, absences, study)


def _is_outcome(column: str, study: Study) -> bool:
    return any(outcome.column == column or outcome.is_item(column) for outcome in study.outcomes.values())


def _seen_after_death(frame: pd.DataFrame, absences: pd.DataFrame, study: Study) -> Iterator[Finding]:
    """Find visits attended after one that was missed because of a death."""
    deaths = _levels_of_death("absence_reason", study)
    place = read_sequence(absences, study).place
    dead = absences["absence_reason"].isin(deaths).to_numpy() & (place >= 0)
    first = pd.Series(place[dead]).groupby(absences["participant"].astype(object).to_numpy()[dead]).min()
    died = frame["participant"].astype(object).map(first).astype("float64").to_numpy()
    fix = correct_cell("absence_reason", study, value="REASON")
    later = read_sequence(frame, study).place > died
    yield from findings_by_file("error", "visit-after-death", frame, later, fix=fix)


def _seen_after_end(frame: pd.DataFrame, study: Study) -> Iterator[Finding]:
    """Find visits dated after a follow-up that ended by a death."""
    if "exposure_end_reason" not in frame:
        return
    visits = read_sequence(frame, study)
    dead = frame["exposure_end_reason"].isin(_levels_of_death("exposure_end_reason", study)).to_numpy()
    later = people_of(visits, dead) & (row_days(frame, "visit_date") > person_days(frame, visits, "exposure_end"))
    fix = correct_cell("exposure_end_reason", study, value="REASON", visit="")
    yield from findings_by_file("error", "visit-after-death", frame, later, fix=fix)


def _levels_of_death(key: str, study: Study) -> list[str]:
    field = study.book.field(study.columns.named.get(key, key))
    levels = field.levels if field else {}
    return [name for name, level in levels.items() if any(map(_is_death, (name, *level.also, *level.labels.values())))]


def _is_death(text: str) -> bool:
    words = words_of(text)
    return bool(words & _DEATH) and words <= _DEATH | _BESIDE
