"""A study with one outcome, written for each test."""

import pytest

from peereval.study import read_study

STUDY = """
peereval: 1
study: Test
columns: {{participant: id, visit: visit, group: group}}
visits: {{T0: {{month: 0}}, T6: {{month: 6}}}}
groups: {{control: {{reference: true}}, treated: {{}}}}
sources: [{{path: data.csv}}]
outcomes:
  {outcome}
"""


@pytest.fixture
def study_of(tmp_path):
    def make(outcome, **files):
        for name, text in files.items():
            (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
        path = tmp_path / "study.yaml"
        path.write_text(STUDY.format(outcome=outcome), encoding="utf-8")
        return read_study(path)

    return make
