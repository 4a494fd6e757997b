"""The reference cohort as a study, and a handful of people whose flow can be counted by hand."""

from pathlib import Path

import pandas as pd
import pytest

from peereval.score.scale import score_scales
from peereval.study import read_study

REFERENCE = Path(__file__).parents[1] / "reference"
STUDY = """
peereval: 1
study: Test
columns: {participant: participant, visit: visit, group: group, site: site}
visits: {T0: {month: 0}, T6: {month: 6}, T12: {month: 12}}
groups: {control: {reference: true}, treated: {}, prefollowed: {enters_at: [T6, T12]}}
sources: [{path: data.csv}]
codebook: codebook.yaml
outcomes: {y: {column: y}}
model: {covariates: [age, sex, diagnosis]}
"""
CODEBOOK = """
fields:
  - {name: participant, type: string}
  - {name: age, type: number}
  - {name: sex, type: string, levels: {F: {}, M: {}}}
  - {name: diagnosis, type: string, levels: {psychotic: {}, mood: {}, other: {}}}
  - {name: y, type: number, constraints: {minimum: 1, maximum: 4}}
"""


@pytest.fixture(scope="session")
def study(tmp_path_factory):
    folder = tmp_path_factory.mktemp("study")
    (folder / "codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    return read_study(folder / "study.yaml")


def as_read(frame, study):
    return frame.assign(
        group=pd.Categorical(frame["group"], list(study.groups)),
        visit=pd.Categorical(frame["visit"], list(study.visits), ordered=True),
    )


@pytest.fixture(scope="session")
def cohort(study):
    data = pd.read_csv(REFERENCE / "stigma_like.csv")
    return score_scales(as_read(data, study), study)


@pytest.fixture(scope="session")
def reference():
    return pd.read_csv(REFERENCE / "describe.csv").set_index("name")["value"]


@pytest.fixture(scope="session")
def attrition_reference():
    return pd.read_csv(REFERENCE / "attrition.csv").set_index("name")["value"]


@pytest.fixture
def few(study):
    """Visits attended, by person: a and b treated, c and d pre-followed; e, control, leaves; f skips T6."""
    seen = {"a": "T0 T6 T12", "b": "T0 T12", "c": "T6 T12", "d": "T12", "e": "T0", "f": "T0 T12"}
    group = dict(zip("abcdef", ["treated"] * 2 + ["prefollowed"] * 2 + ["control"] * 2, strict=True))
    rows = [(person, group[person], visit) for person, visits in seen.items() for visit in visits.split()]
    frame = pd.DataFrame(rows, columns=["participant", "group", "visit"])
    frame["age"] = [30.0, 31.0, 32.0, 40.0, None, None, 50.0, 60.0, 70.0, 20.0, 21.0]
    frame["sex"] = ["F", "F", "F", "M", "M", "F", "M", "F", "M", "M", "M"]
    frame["diagnosis"] = "mood"
    frame["y"] = [1.0, 2.0, None, 4.0, 1.0, 2.0, 3.0, 2.5, None, 1.0, 3.5]
    return as_read(frame, study)


DATED = """
peereval: 1
study: Dated
columns: {participant: id, visit: visit, group: group, site: service, visit_date: day, exposure_start: from,
          exposure_end: to, exposure_end_reason: why_ended, absence_reason: why}
visits: {T0: {month: 0}, T6: {month: 6, window_weeks: 6}, T12: {month: 12}}
groups: {control: {reference: true}, treated: {}, prefollowed: {enters_at: [T6, T12]}}
sources: [{path: data.csv}]
codebook: codebook.yaml
flow:
  treated: {T0: {eligible: 10, refused: 3, missed: 2, expected: 1}}
  control: {T0: {eligible: 8, refused: 5, missed: 1}}
timetable:
  - {label: {en: Inclusion}, planned: [2013-01-01, 2013-01-31], actual: [2013-01-11, 2013-03-02]}
  - {label: {en: Report}, planned: [2014-01-01, 2014-01-01]}
outcomes: {y: {column: y}}
"""
REASONS = """
fields:
  - {name: id, type: string}
  - {name: why, levels: {refused: {}, unreachable: {}, moved: {}, deceased: {}}}
  - {name: why_ended, levels: {worker_left: {}, closed: {}}}
  - {name: y, type: number}
"""


@pytest.fixture(scope="session")
def dated_study(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dated")
    (folder / "codebook.yaml").write_text(REASONS, encoding="utf-8")
    (folder / "study.yaml").write_text(DATED, encoding="utf-8")
    return read_study(folder / "study.yaml")


def visits_of(text, study, columns):
    """Return rows of people, groups, visits and the columns, one line each, "." for missing."""
    rows = [line.split() for line in text.strip().splitlines()]
    frame = pd.DataFrame(rows, columns=["participant", "group", "visit", *columns]).replace(".", None)
    return as_read(frame, study)


@pytest.fixture(scope="session")
def absent(dated_study):
    """Attended visits and absences: a stays, b skips T6, c leaves with a reason, d without; n and m never come."""
    frame = visits_of(
        "a treated T0\na treated T6\na treated T12\nb treated T0\nb treated T12\nc treated T0\n"
        "d treated T0\nd treated T6\ne control T0\ne control T6\nf prefollowed T12",
        dated_study,
        (),
    )
    absences = visits_of(
        # The row of a at T6 was attended after all.
        "b treated T6 unreachable\nc treated T6 moved\nc treated T12 moved\na treated T6 refused\n"
        "e control T12 deceased\nn treated T0 refused\nn treated T6 refused\nm control T0 refused",
        dated_study,
        ["absence_reason"],
    )
    return frame, absences
