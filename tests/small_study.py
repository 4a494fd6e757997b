"""A small study on disk, easy to break in one place at a time."""

from pathlib import Path

import numpy as np

STUDY = """\
peereval: 1
study: Small
language: en
seed: 1
columns: {participant: id, visit: visit, group: group, site: service}
visits: {T0: {month: 0}, T6: {month: 6}, T12: {month: 12}}
groups:
  control: {also: [témoin, "2"], reference: true, label: {en: Controls, fr: Témoins}}
  treated: {also: ["1"], label: {en: Treated, fr: Suivis}}
sources:
  - {path: data.csv}
codebook: codebook.yaml
missing_codes: ["", NA]
outcomes:
  score: {column: score, primary: true, important_difference: 0.5}
model: {covariates: [age]}
"""
# What could bias the result is asked in tests/sensitivity: elsewhere it would only take time.
QUICK = STUDY + "sensitivity: {run: false}\n"
CODEBOOK = """\
fields:
  - {name: id, type: string}
  - {name: age, type: number, constraints: {minimum: 18, maximum: 100}}
  - {name: score, type: number, constraints: {minimum: 0, maximum: 10}}
"""
HEADER = ["id", "service", "group", "visit", "age", "score"]


def rows(participants=40, seed=5):
    """Return the rows of the data file, as lists of text."""
    rng = np.random.default_rng(seed)
    made = []
    for i in range(participants):
        level, age = rng.normal(5, 1), rng.integers(20, 70)
        for visit in ("T0", "T6", "T12"):
            if visit == "T0" or rng.random() > 0.25:
                value = f"{np.clip(level + rng.normal(0, 0.8), 0, 10):.2f}"
                made.append([f"P{i:03d}", f"S{i % 6}", ("témoin", "1")[i % 2], visit, str(age), value])
    return made


def write_small_study(folder: Path, *, data=None, study=QUICK, codebook=CODEBOOK, header=HEADER) -> Path:
    """Write the study and return the path of its study.yaml."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [";".join(row).replace(".", ",") for row in [header, *(rows() if data is None else data)]]
    (folder / "data.csv").write_bytes("\r\n".join([*lines, ""]).encode("cp1252"))
    (folder / "codebook.yaml").write_text(codebook, encoding="utf-8")
    (folder / "study.yaml").write_text(study, encoding="utf-8")
    return folder / "study.yaml"
