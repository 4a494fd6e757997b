"""Checks that nobody is seen after a recorded death."""

from collections.abc import Iterator

import pandas as pd

from peereval.remarks import Finding
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


def visits_after_death(frame: pd.DataFrame, absences: pd.DataFrame, study: Study) -> Iterator[Finding]:
    """Find visits attended after one that was missed because of a death."""
    deaths = _levels_of_death("absence_reason", study)
    place = read_sequence(absences, study).place
    dead = absences["absence_reason"].isin(deaths).to_numpy() & (place >= 0)
    first = pd.Series(place[dead]).groupby(absences["participant"].astype(object).to_numpy()[dead]).min()
    died = frame["participant"].astype(object).map(first).astype("float64").to_numpy()
    fix = correct_cell("absence_reason", study, value="REASON")
    later = read_sequence(frame, study).place > died
    yield from findings_by_file("error", "visit-after-death", frame, later, fix=fix)


def visits_after_ending(frame: pd.DataFrame, study: Study) -> Iterator[Finding]:
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
