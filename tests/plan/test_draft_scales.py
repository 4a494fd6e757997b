"""Series of items: the instruments that are recognised, and those that are left to the user."""

import pandas as pd
import pytest

import peereval as pe
from drafted import draft_of, long_table, with_items, write_csv
from peereval.plan.draft.looks import look_at
from peereval.plan.draft.series import find_scales
from peereval.score.keyfile import instrument_names

TABLE = long_table()


def scales_of(table):
    cells = {name: table[name].astype(str) for name in table}
    return find_scales(cells, {name: look_at(column) for name, column in cells.items()})


@pytest.mark.parametrize(
    ("pattern", "items", "low", "high", "key", "certainty"),
    [
        ("ISMI{item:02d}", 29, 1, 4, "ismi29", "name"),
        ("ismi_{item}", 29, 1, 4, "ismi29", "name"),
        ("q{item}", 29, 1, 4, "ismi29", "count"),
        ("QV{item}", 26, 1, 5, "whoqol_bref", "name"),
        ("WHODAS_{item}", 12, 0, 4, "whodas12", "name"),
        ("EQ5D_{item}", 5, 1, 3, "eq5d_3l_fr", "name"),
        ("EQ5D{item}", 5, 1, 5, "eq5d_5l_fr", "name"),
        ("WHOQOL-{item:02d}", 26, 1, 5, "whoqol_bref", "name"),
    ],
)
def test_instruments_are_recognised(pattern, items, low, high, *, key, certainty):
    table = with_items(TABLE[["person"]], pattern, items, low, high, code="99")
    (scale,) = scales_of(table)
    assert (scale.keys, scale.pattern, scale.certainty) == ((key,), pattern, certainty)
    assert scale.codes == ("99",)


def test_a_few_slips_do_not_hide_an_instrument_that_the_columns_name():
    table = with_items(TABLE[["person"]], "ISMI{item:02d}", 29, 1, 4)
    for item, slip in (("ISMI04", "7"), ("ISMI11", "33")):
        table.loc[0, item] = slip
        assert scales_of(table)[0].keys == ("ismi29",)
        assert scales_of(table.rename(columns=lambda name: name.replace("ISMI", "q")))[0].keys == ()


def test_a_level_that_is_seen_once_is_no_slip_where_another_form_has_it():
    table = with_items(TABLE[["person"]], "EQ5D{item}", 5, 1, 3)
    table.loc[0, "EQ5D1"] = "5"
    assert scales_of(table)[0].keys == ("eq5d_5l_fr",)


@pytest.mark.parametrize(
    ("pattern", "items", "low", "high"),
    [("ISMI{item:02d}", 28, 1, 4), ("ISMI{item:02d}", 29, 1, 7), ("x{item}", 12, 0, 4), ("PHQ{item}", 9, 0, 3)],
)
def test_other_series_are_possible_scales(pattern, items, low, high):
    (scale,) = scales_of(with_items(TABLE[["person"]], pattern, items, low, high))
    assert scale.keys == ()
    assert not scale.chosen


def test_possible_scales_and_undecided_keys_are_comments(tmp_path):
    table = with_items(TABLE, "ISMI{item:02d}", 29, 1, 4)
    table = with_items(table, "PHQ{item}", 9, 0, 3)
    table = with_items(table, "RSES{item}", 10, 0, 3)
    study, _ = draft_of(tmp_path / "etude", write_csv(tmp_path / "data.csv", table))
    assert "# A possible scale: PHQ1 to PHQ9, 9 columns." in study
    outcomes = study[study.index("outcomes:") :]
    assert [line for line in outcomes.splitlines() if line.startswith("    instrument:")] == [
        line for line in outcomes.splitlines() if "ismi29" in line or "gaf " in line
    ]
    # The two keys of Rosenberg are named, and neither is chosen.
    assert "TO DECIDE: RSES1 to RSES10, 10 columns, can be scored by two keys" in " ".join(study.split())
    rosenberg = [name for name in instrument_names() if name.startswith("rosenberg")]
    assert len(rosenberg) == 2
    assert all(name in study for name in rosenberg)
    assert not any(f"instrument: {name}" in study for name in rosenberg)


@pytest.mark.parametrize(
    ("cells", "kind", "codes"),
    [
        (["1", "2", "99", "3"], "number", ("99",)),
        (["41,5", "38", "NSP", ""], "number", ("NSP",)),
        (["35", "60", "88", "90"], "number", ()),
        (["12/03/2015", "2015-04-02", "ND"], "date", ("ND",)),
        (["rouge", "vert", "."], "text", (".",)),
        (["NA", "NSP"], "empty", ("NA", "NSP")),
    ],
)
def test_columns_are_seen_with_their_missing_codes(cells, kind, codes):
    import pandas as pd

    look = look_at(pd.Series(cells, dtype=object))
    assert (look.kind, look.codes) == (kind, codes)


def test_a_self_esteem_form_coded_from_1_names_the_keys_and_says_how_to_recode(tmp_path):
    draft, _ = draft_of(tmp_path / "etude", write_csv(tmp_path / "d.csv", with_items(TABLE, "EES{item}", 10, 1, 4)))
    said = " ".join(draft.replace("\n  #", "").split())
    assert "coded from 1 to 4, those of the keys from 0" in said
    assert "self_esteem: {instrument: KEY, items: EES{item}" in said.replace('"', "")
    key = "name: own_key\nextends: rosenberg_reversed_2_5_6_8_9\nresponses: {minimum: 1, maximum: 4}\n"
    (tmp_path / "own_key.yaml").write_text(key, encoding="utf-8")
    answers = pd.DataFrame([[4, 1] * 5, [1] * 10], columns=[f"EES{item}" for item in range(1, 11)])
    scored = pe.score_instrument(answers, tmp_path / "own_key.yaml", "EES{item}", answered=False)
    assert scored["total"].between(10, 40).all()
