"""Exports of REDCap with their data dictionary: a draft reads them as one row a participant and event."""

import pandas as pd

from drafted import decided, draft_of, long_table, with_items
from peereval.checks.data import check_data

EVENTS = {"T0": "baseline_arm_1", "T6": "month_6_arm_1", "T12": "month_12_arm_1"}
NAMES = {"person": "record_id", "visit": "redcap_event_name", "group": "arm"}
CHOICES = "Choices, Calculations, OR Slider Labels"


def export():
    table = with_items(long_table(), "ismi{item}", 29, 1, 4).rename(columns=NAMES)
    first = table["redcap_event_name"] == "T0"
    table["arm"] = table["arm"].map({"treated": "1", "control": "2"}).where(first)
    table["redcap_event_name"] = table["redcap_event_name"].map(EVENTS)
    drugs = table.loc[first, ["record_id", "redcap_event_name"]].assign(
        redcap_repeat_instrument="drugs", redcap_repeat_instance="1", dose="100"
    )
    return pd.concat([table, drugs, drugs.assign(redcap_repeat_instance="2")]).sort_values("record_id")


def dictionary(header):
    fields = [name for name in header if not name.startswith("redcap_")]
    table = pd.DataFrame({"Variable / Field Name": fields, "Form Name": "visit", "Field Type": "text", CHOICES: ""})
    table.loc[table["Variable / Field Name"] == "arm", ["Field Type", CHOICES]] = ["radio", "1, Peer | 2, Usual"]
    return table


def test_an_export_and_its_dictionary_give_a_study_that_can_be_analysed(tmp_path):
    data = export()
    data.to_csv(tmp_path / "export.csv", index=False)
    dictionary(data).to_csv(tmp_path / "dictionary.csv", index=False)
    text, book = draft_of(tmp_path / "study", tmp_path / "dictionary.csv", tmp_path / "export.csv")
    study = decided(tmp_path / "study")
    (source,) = study.sources
    assert source.redcap.dictionary == "../dictionary.csv"
    assert (study.columns.participant, study.columns.group) == ("record_id", "arm")
    assert [visit.also for visit in study.visits.values()] == [(event,) for event in EVENTS.values()]
    assert f"# {len(data)} rows, {len(data.columns)} columns" in text
    assert "dose" not in book
    checked = check_data(study)
    assert checked.usable, checked.findings
    assert len(checked.data.frame) == len(long_table())
    assert {"redcap-repeat-unused", "redcap-group-carried"} <= {one.rule for one in checked.findings}


def test_an_export_without_its_dictionary_is_still_one(tmp_path):
    export().to_csv(tmp_path / "export.csv", index=False)
    draft_of(tmp_path / "study", tmp_path / "export.csv")
    study = decided(tmp_path / "study")
    assert study.sources[0].redcap is not None
    assert check_data(study).usable
