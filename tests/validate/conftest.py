"""A study and the frame of its data, without files of data."""

import pandas as pd
import pytest

from peereval.study import read_study

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
