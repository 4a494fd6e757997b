"""What a model needs of the data is asked before it is fitted, with what to do."""

import numpy as np
import pytest

from peereval.describe.sites import site_findings
from peereval.validate.enough import outcomes_constant
from peereval.validate.run import check_frame


def rule(frame, study, wanted):
    return next((finding for finding in check_frame(frame, study) if finding.rule == wanted), None)


def test_a_covariate_without_values_is_an_error(study, frame):
    found = rule(frame.assign(age=np.nan), study, "covariate-empty")
    assert (found.severity, found.values["column"], found.fix) == ("error", "age", "model: {covariates: []}")


@pytest.mark.parametrize(("levels", "said"), [(12, False), (13, True)])
def test_a_text_covariate_with_many_levels_is_an_error(study, frame, levels, said):
    texts = [f"{30 + row % levels},5 ans" for row in range(len(frame))]
    found = rule(frame.assign(age=texts), study, "covariate-many-levels")
    assert (found is not None) == said
    if said:
        assert found.severity == "error"
        assert f"text with {levels} different values" in found.message()
        assert found.fix == "codebook.yaml line 2: type: number"
        assert "ans" not in found.message("en") + found.fix


def test_a_group_of_one_participant_is_an_error(study, frame):
    treated = frame[frame["group"] == "treated"]["participant"]
    found = rule(frame[frame["participant"] != treated.iloc[0]], study, "group-too-small")
    assert (found.severity, found.values, found.count) == ("error", {"group": "treated"}, 1)


def test_an_outcome_that_never_varies_is_an_error(frame):
    (found,) = outcomes_constant(frame, ["egf"])
    assert (found.severity, found.values) == ("error", {"column": "egf"})
    assert list(outcomes_constant(frame.assign(egf=range(len(frame))), ["egf"])) == []
    assert list(outcomes_constant(frame.assign(egf=np.nan), ["egf"])) == []


def test_a_named_site_column_is_never_called_unknown(study, frame):
    assert [found.rule for found in site_findings(frame.assign(site=np.nan), study)] == []
    assert [found.rule for found in site_findings(frame.drop(columns="site"), study)] == []
