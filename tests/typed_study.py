"""A small study with an outcome of every type: a score, an event, ordered categories, a count."""

from pathlib import Path

import numpy as np

from small_study import CODEBOOK, HEADER, STUDY, rows, write_small_study

OUTCOMES = """\
  work: {column: emploi, type: binary, event: oui, label: {en: In employment, fr: En emploi}}
  grade: {column: grade, type: ordinal, label: {en: Severity, fr: Gravité}}
  days: {column: days, type: count, label: {en: Days in hospital, fr: Jours d’hospitalisation}}
"""
FIELDS = """\
  - {name: emploi, levels: {non: {labels: {en: "No", fr: Non}}, oui: {labels: {en: "Yes", fr: Oui}}}}
  - {name: grade, levels: {low: {}, middle: {}, high: {}}}
  - {name: days, type: integer}
"""


def typed_rows(participants=80, seed=5):
    """Return the rows of the data file, with who works, how ill they are and how long they were in hospital."""
    rng = np.random.default_rng(seed + 1)
    made = []
    for row in rows(participants, seed):
        better = float(row[5]) - 5.0
        work = ("non", "oui")[int(rng.random() < 1.0 / (1.0 + np.exp(-better)))]
        grade = ("low", "middle", "high")[int(np.digitize(-better + rng.normal(), (-0.7, 0.7)))]
        made.append([*row, work, grade, str(rng.negative_binomial(2, 0.3))])
    return made


def write_typed_study(folder: Path, *, data=None, study="", outcomes=OUTCOMES, fields=FIELDS) -> Path:
    """Write the study and return the path of its study.yaml; `study` is added at its end."""
    text = STUDY.replace("model: {covariates", f"{outcomes}model: {{covariates") + study
    data = typed_rows() if data is None else data
    header = [*HEADER, "emploi", "grade", "days"]
    return write_small_study(folder, data=data, study=text, codebook=CODEBOOK + fields, header=header)
