"""A study beside a published.yaml: the round trip of what reproduce writes, the sections, the disclosure."""

import re

import pytest

import peereval as pe
from peereval.dossiers.blank_published import blank_published
from peereval.dossiers.study_described import describe_data
from small_study import write_small_study


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return pe.read_study(write_small_study(tmp_path_factory.mktemp("small")))


@pytest.fixture(scope="module")
def printed(study, tmp_path_factory):
    """Return the blank file, filled with what the study gives, to two decimals, but for one cell."""
    values = {
        key: figure
        for result in describe_data(study).results
        for key, figure in zip(pe.results.row_keys(result), result.rows["estimate"], strict=True)
    }

    def fill(found):
        return f"{found[0]}{values[found[1]]:.2f}" if found[1] in values else found[0]

    text = re.sub(r"key: ([^,]+), value: ", fill, blank_published(pe.reproduce_stigma(study), study))
    text = text.replace("key: flow/treated/T0/seen, value: ", "key: flow/treated/T0/seen, value: 9")
    path = tmp_path_factory.mktemp("printed") / "published.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_what_was_printed_from_a_study_is_reproduced_by_it(study, printed):
    dossier = pe.compare_with_published(describe_data(study), printed)
    rows = dossier.result("comparison", "published").rows
    told = rows[rows["quantity"] == "published"].set_index(["table", "row", "column"])["note"]
    assert told["seen", "treated", "T0"] == "differs"
    described = told[~told.index.get_level_values("table").str.startswith("change_")]
    assert (described == "differs").sum() == 1
    assert set(described) <= {"reproduced", "differs", "does not apply"}
    assert {one.rule for one in dossier.findings} == {"comparison-differs", "comparison-not-found"} - (
        set() if "not found" in set(told) else {"comparison-not-found"}
    )


def test_a_study_is_analysed_where_the_tables_ask_for_its_model(study, printed):
    dossier = pe.compare_with_published(study, printed)
    rows = dossier.result("comparison", "published").rows
    told = rows[rows["quantity"] == "published"].set_index("table")["note"]
    assert set(told["change_score"]) == {"not filled in"}
    computed = rows[(rows["quantity"] == "computed") & (rows["table"] == "change_score")]
    assert computed["estimate"].notna().all()


def test_the_dossier_lists_every_cell_in_the_language_of_the_study(study, printed, tmp_path):
    dossier = pe.compare_with_published(describe_data(study), printed, language="fr")
    assert dossier.tables[0] == "verdicts"
    assert "diffère" in dossier.table("published_verdicts").data.to_string()
    assert pe.write_dossier(dossier, tmp_path / "out").name == "comparison.html"


def test_of_a_template_only_what_was_filled_in_is_shown(study, tmp_path):
    text = blank_published(pe.reproduce_stigma(study), study)
    path = tmp_path / "published.yaml"
    path.write_text(text.replace("flow/treated/T0/seen, value: ", "flow/treated/T0/seen, value: 9"), encoding="utf-8")
    dossier = pe.compare_with_published(describe_data(study), path)
    assert dossier.tables == ("verdicts", "published_seen", "published_verdicts")
    assert list(dossier.table("published_verdicts").data["Verdict"].dropna()) == ["differs"]
