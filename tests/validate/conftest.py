"""A study and the frame of its data, without files of data."""

import numpy as np
import pandas as pd
import pytest

from peereval.study import read_study
from peereval.validate.answers import ItemSet
from peereval.validate.run import check_frame, check_items

STUDY = """\
peereval: 1
study: small
columns: {participant: id, visit: visit, group: group, site: service}
visits: {T0: {month: 0}, T6: {month: 6}, T12: {month: 12}}
groups: {control: {reference: true}, treated: {}, prefollowed: {enters_at: [T6]}}
sources: [{path: data.csv}]
codebook: codebook.yaml
outcomes: {functioning: {instrument: gaf, column: egf}}
model: {covariates: [age]}
"""
BOOK = """\
fields:
  - {name: age, type: integer, constraints: {minimum: 18, maximum: 100}}
  - {name: sex, levels: {F: {}, M: {}}, constraints: {required: true}}
  - {name: egf, type: number}
  - {name: letter, constraints: {unique: true}}
"""
CANARY = "Zyxwv-Canary"


@pytest.fixture
def study(tmp_path):
    (tmp_path / "study.yaml").write_text(STUDY, encoding="utf-8")
    (tmp_path / "codebook.yaml").write_text(BOOK, encoding="utf-8")
    return read_study(tmp_path / "study.yaml")


@pytest.fixture
def frame(study):
    """Return data without a fault: three visits of two people a group, from T6 for the pre-followed."""
    rows = [
        (f"{CANARY}{group}{number}", group, f"S{number}", visit)
        for group in study.groups
        for number in (1, 2)
        for visit in study.visits
        if group != "prefollowed" or visit != "T0"
    ]
    data = pd.DataFrame(rows, columns=["participant", "group", "site", "visit"])
    data["group"] = pd.Categorical(data["group"], categories=list(study.groups))
    data["visit"] = pd.Categorical(data["visit"], categories=list(study.visits), ordered=True)
    data["age"], data["egf"] = 40.0, 55.0
    data["sex"] = pd.Categorical(["F"] * len(data), categories=["F", "M"])
    data["letter"] = [f"{CANARY}{number}" for number in range(len(data))]
    return data.assign(source_file="data.csv", source_row=range(2, len(data) + 2))


FULL = """\
peereval: 1
study: full
columns: {participant: id, visit: visite, group: groupe, site: service, worker: msp, visit_date: jour,
          exposure_start: debut, exposure_end: fin, exposure_end_reason: motif, absence_reason: absence}
visits: {T0: {month: 0, window_weeks: 4}, T6: {month: 6, window_weeks: 4}, T12: {month: 12, window_weeks: 4}}
groups: {control: {reference: true}, treated: {}, prefollowed: {enters_at: [T6, T12]}}
sources: [{path: data.csv}]
codebook: codebook.yaml
outcomes:
  stigma: {instrument: ismi29, items: "I{item:02d}"}
  functioning: {instrument: gaf, column: egf}
model: {covariates: [age, sex]}
"""
FULL_BOOK = """\
fields:
  - {name: age, type: number, labels: {fr: Âge (années), en: Age (years)}}
  - {name: born, type: integer, labels: {fr: Année de naissance}}
  - {name: sex, levels: {F: {}, M: {}}}
  - {name: stays, type: number}
  - {name: dossier, constraints: {pattern: "[A-Z]{2}[0-9]+"}}
  - {name: motif, levels: {moved: {}, décès: {}}}
  - {name: absence, levels: {refus: {}, décès: {labels: {en: Death}}, deuil: {labels: {fr: Décès d’un proche}}}}
"""
ITEMS = tuple(f"I{item:02d}" for item in range(1, 30))


@pytest.fixture
def full_study(tmp_path):
    (tmp_path / "study.yaml").write_text(FULL, encoding="utf-8")
    (tmp_path / "codebook.yaml").write_text(FULL_BOOK, encoding="utf-8")
    return read_study(tmp_path / "study.yaml")


@pytest.fixture
def full_frame(full_study):
    """Return data without a fault, with days, follow-up by a worker, ages and items: rows 2 to 17 of one file."""
    return full_rows(full_study)


def full_rows(study):
    days = {"T0": "2014-01-10", "T6": "2014-07-12", "T12": "2015-01-10"}
    rows = [
        (f"{CANARY}{group}{number}", group, f"S{number}", visit, pd.Timestamp(days[visit]), number)
        for group in study.groups
        for number in (1, 2)
        for visit in study.visits
        if group != "prefollowed" or visit != "T0"
    ]
    data = pd.DataFrame(rows, columns=["participant", "group", "site", "visit", "visit_date", "number"])
    data["visit_date"] = data["visit_date"].astype("datetime64[us]")
    followed = (data["group"] != "control").to_numpy()
    data["worker"] = data["group"].map({"treated": f"{CANARY}worker", "prefollowed": f"{CANARY}worker"})
    data["exposure_start"] = pd.Series(pd.Timestamp("2014-01-15"), data.index).where(followed).astype("datetime64[us]")
    data["exposure_end"] = pd.Series(pd.NaT, data.index).astype("datetime64[us]")
    data["group"] = pd.Categorical(data["group"], categories=list(study.groups))
    data["visit"] = pd.Categorical(data["visit"], categories=list(study.visits), ordered=True)
    for key, column in (("exposure_end_reason", "motif"), ("absence_reason", "absence"), ("sex", "sex")):
        levels = study.book.field(column).level_names
        data[key] = pd.Categorical(["F" if key == "sex" else None] * len(data), categories=list(levels))
    data["age"], data["born"], data["stays"], data["egf"] = 40.0, 1973.0, data["number"] * 1.0, 55.0
    data["dossier"] = "AB1"
    data[list(ITEMS)] = np.random.default_rng(20).integers(1, 5, size=(len(data), len(ITEMS))).astype(float)
    return data.drop(columns="number").assign(source_file="data.csv", source_row=range(2, len(data) + 2))


@pytest.fixture
def found(full_study, full_frame):
    """Return a function: a fault (it changes the frame, or returns another) to all that is found of it."""

    def findings_of(fault, absences=None):
        data = full_frame.copy()
        changed = fault(data)
        data = changed if isinstance(changed, pd.DataFrame) else data
        before = data.copy()
        sets = (ItemSet("stigma", ITEMS, 1, 4),)
        findings = [*check_frame(data, full_study, absences=absences), *check_items(data, full_study, sets)]
        assert data.equals(before)
        for one in findings:
            for text in (one.message("en"), one.message("fr"), one.fix, str(one.values)):
                assert "Canary" not in text
        return findings

    return findings_of
