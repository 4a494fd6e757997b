"""Posts held over time against R's survfit; reasons, wages and settings counted by hand; what is refused."""

import json
import shutil

import numpy as np
import pandas as pd
import pytest

from peereval.describe.programme.run import describe_programme
from peereval.errors import DataError
from peereval.load.programme import read_programme
from reference_models import REFERENCE

TOLD = json.loads((REFERENCE / "posts.json").read_text())
DIGITS = 1e-12  # R printed 15 digits
YAML = """programme: 1
title: {en: Posts}
staff:
  posts:
    table: posts.csv
    until: 2015-06-30
    administrative: [study ended]
"""


def written(folder, yaml=YAML, frame=None):
    if frame is None:
        shutil.copy(REFERENCE / "posts.csv", folder / "posts.csv")
    else:
        frame.to_csv(folder / "posts.csv", index=False, sep=";")
    (folder / "programme.yaml").write_text(yaml, encoding="utf-8")
    return folder / "programme.yaml"


def described(path):
    return {result.kind: result for result in describe_programme(read_programme(path))}


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    return described(written(tmp_path_factory.mktemp("posts")))


@pytest.mark.parametrize("curve", ["all", "social"])
def test_posts_held_are_those_of_survfit(results, curve):
    rows = results["programme_posts"].rows
    rows, told = rows[rows["curve"] == curve], TOLD[curve]
    assert set(rows["months"]) >= {0.0, 6.0, 12.0, 18.0, 24.0, 30.0}
    rows = rows[~(rows["months"] % 6 == 0)]  # the half-years, at none of which a post was left
    held = rows[rows["quantity"] == "posts held"]
    for column, name in (("months", "months"), ("estimate", "held"), ("std_error", "se"), ("conf_low", "low"),
                         ("conf_high", "high")):  # fmt: skip
        assert held[column].to_numpy() == pytest.approx(told[name], rel=DIGITS)
    assert rows.loc[rows["quantity"] == "at risk", "estimate"].tolist() == told["risk"]


def test_the_median_is_that_of_survfit_or_says_why_there_is_none(results):
    leaving = results["programme_leaving"].rows
    rows = leaving[leaving["quantity"] == "median months held"].set_index("part")
    for curve in ("all", "social"):
        median, told = rows.loc[curve, "estimate"], TOLD[curve]["median"][0]
        assert rows.loc[curve, "note"] == ("more than half held" if told is None else "")
        assert np.isnan(median) if told is None else median == pytest.approx(told, rel=DIGITS)


def test_reasons_are_counted_among_those_who_left(results):
    table = pd.read_csv(REFERENCE / "posts.csv")
    wanted = table.loc[table["end"].notna() & (table["reason"] != "study ended"), "reason"].value_counts()
    rows = results["programme_leaving"].rows
    counts = rows[rows["quantity"] == "count"].set_index("part")["estimate"]
    assert counts.to_dict() == wanted.to_dict()
    assert rows.loc[rows["quantity"] == "posts left", "estimate"].item() == wanted.sum()
    assert rows.loc[rows["quantity"] == "still held", "estimate"].item() == table["end"].isna().sum()
    assert rows.loc[rows["quantity"] == "percent", "estimate"].sum() == pytest.approx(100.0)


def test_who_is_in_post_on_the_last_day_is_told_by_setting_and_wage(results):
    table = pd.read_csv(REFERENCE / "posts.csv")
    held = table[table["end"].isna()]
    rows = results["programme_staffing"].rows
    figures = rows.set_index(["quantity", "part"])["estimate"]
    assert figures["posts", ""] == len(held)
    assert figures["employees", ""] == pytest.approx(held["fte"].sum())
    assert figures["median monthly wage", ""] == pytest.approx((held["monthly_wage"] / held["fte"]).median())
    for setting, count in held["setting"].value_counts().items():
        assert figures["count", setting] == count
        assert figures["share of staff", setting] == pytest.approx(100 * count / len(held))


def test_french_dates_headers_and_decimals_give_the_same_rows(results, tmp_path):
    table = pd.read_csv(REFERENCE / "posts.csv")
    for day in ("start", "end"):
        table[day] = pd.to_datetime(table[day]).dt.strftime("%d/%m/%Y")
    for number in ("fte", "monthly_wage"):
        table[number] = table[number].map(lambda value: f"{value:.2f}".replace(".", ","))
    names = {"start": "Début", "end": "Fin", "reason": "Motif", "fte": "ETP", "monthly_wage": "Salaire"}
    columns = "".join(f"      {key}: {name.lower()}\n" for key, name in names.items())
    path = written(tmp_path, f"{YAML}    columns:\n{columns}", table.rename(columns=names))
    for kind, result in described(path).items():
        pd.testing.assert_frame_equal(result.rows, results[kind].rows)


def test_the_order_of_rows_is_of_no_weight(results, tmp_path):
    shuffled = pd.read_csv(REFERENCE / "posts.csv").sample(frac=1.0, random_state=1)
    for kind, result in described(written(tmp_path, frame=shuffled)).items():
        wanted = results[kind].rows.drop(columns="estimate")
        pd.testing.assert_frame_equal(result.rows.drop(columns="estimate"), wanted)
        # sums of shuffled numbers differ in the last digit
        assert result.rows["estimate"].to_numpy() == pytest.approx(results[kind].rows["estimate"], nan_ok=True)


def test_without_a_last_day_the_last_one_of_the_table_is_taken_and_said(tmp_path):
    table = pd.DataFrame({"post": ["a", "b"], "start": ["2012-01-01", "2012-07-01"], "end": ["2013-01-01", None]})
    programme = read_programme(written(tmp_path, YAML.replace("    until: 2015-06-30\n", ""), table))
    assert programme.until.isoformat() == "2013-01-01"
    (found,) = programme.findings
    assert (found.rule, found.values["day"]) == ("programme-until", "2013-01-01")
    assert programme.posts["left"].tolist() == [True, False]


def test_posts_that_end_after_the_last_day_are_still_held_and_later_ones_left_out(tmp_path):
    table = pd.DataFrame({"start": ["2012-01-01", "2016-01-01"], "end": ["2016-02-01", "2016-03-01"]})
    programme = read_programme(written(tmp_path, frame=table))
    assert programme.posts["left"].tolist() == [False]
    assert programme.posts["end"].isna().all()
    assert [(found.rule, found.rows) for found in programme.findings] == [("programme-post-late", (3,))]


def test_one_post_still_held_and_one_left_on_its_first_day_have_a_curve(tmp_path):
    (tmp_path / "held").mkdir()
    alone = described(written(tmp_path / "held", frame=pd.DataFrame({"start": ["2014-06-30"]})))
    held = alone["programme_posts"].rows.query("quantity == 'posts held'")
    assert (held["estimate"] == 1.0).all()
    assert held["conf_low"].isna().all()
    at_once = pd.DataFrame({"start": ["2014-06-30", "2014-06-30"], "end": ["2014-06-30", None], "fte": [1, 0],
                            "monthly_wage": [1600, 800]})  # fmt: skip
    rows = described(written(tmp_path, frame=at_once))
    held = rows["programme_posts"].rows.query("quantity == 'posts held'")
    assert held["estimate"].tolist() == [0.5, 0.5]  # at months 0 and 6; 365 days are not quite twelve
    staffing = rows["programme_staffing"].rows.set_index("quantity")["estimate"]
    assert np.isnan(staffing["median monthly wage"])  # no wage at full time of a post of no time


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        ({"begin": ["2012-01-01"]}, "No column 'start'"),
        ({"strat": ["2012-01-01"]}, "Did you mean 'strat'?"),
        ({"start": ["2012-13-45"]}, "not days"),
        ({"start": ["2012-01-01", None], "post": ["a", "b"]}, "no day on which they began"),
        ({"start": ["2012-05-01"], "end": ["2012-04-01"]}, "end before they begin"),
        ({"start": ["2012-05-01"], "fte": ["half"]}, "not numbers"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused_without_its_values(tmp_path, frame, said):
    with pytest.raises(DataError) as refused:
        read_programme(written(tmp_path, frame=pd.DataFrame(frame)))
    assert said in str(refused.value)
    assert "2012-13-45" not in str(refused.value)
    assert "half" not in str(refused.value)


@pytest.mark.parametrize(("table", "said"), [("../posts.csv", "outside"), ("absent.csv", "does not exist")])
def test_a_table_elsewhere_is_refused(tmp_path, table, said):
    with pytest.raises(DataError, match=said):
        read_programme(written(tmp_path, YAML.replace("posts.csv", table)))
