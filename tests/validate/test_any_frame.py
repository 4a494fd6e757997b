"""No check raises on a frame of codebook types, whatever is in it, and no finding repeats a value of it."""

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peereval.terms import has_term
from peereval.validate.answers import ItemSet
from peereval.validate.run import check_frame, check_items

CANARY = "Zyxwv-Canary"
NUMBERS = st.one_of(st.none(), st.integers(-9999, 99999).map(float), st.floats(-1e300, 1e300), st.just(99.0))
AMOUNTS = ("age", "born", "stays", "egf", "I01", "I02", "I03", "I04", "I05", "I06")
DAYS = st.one_of(st.none(), st.dates(pd.Timestamp("1700-01-01").date(), pd.Timestamp("2260-01-01").date()))
TEXTS = st.one_of(st.none(), st.integers(0, 3).map(lambda number: f"{CANARY}{number}"))


def level(*names):
    return st.one_of(st.none(), st.sampled_from(names))


@st.composite
def any_frame(draw, study, columns):
    size = draw(st.integers(1, 8))
    groups, visits = list(study.groups), list(study.visits)
    kinds = {
        "participant": (TEXTS, "str"),
        "site": (TEXTS, "str"),
        "worker": (TEXTS, "str"),
        "dossier": (TEXTS, "str"),
        "group": (level(*groups), pd.CategoricalDtype(groups)),
        "visit": (level(*visits), pd.CategoricalDtype(visits, ordered=True)),
        "sex": (level("F", "M"), pd.CategoricalDtype(["F", "M"])),
        "exposure_end_reason": (level("moved", "décès"), pd.CategoricalDtype(["moved", "décès"])),
        "absence_reason": (level("refus", "décès"), pd.CategoricalDtype(["refus", "décès", "deuil"])),
        **dict.fromkeys(("visit_date", "exposure_start", "exposure_end"), (DAYS, "datetime64[us]")),
        **dict.fromkeys(
            ("age", "born", "stays", "egf", "I01", "I02", "I03", "I04", "I05", "I06"), (NUMBERS, "float64")
        ),
    }
    keys = ("participant", "group", "visit")
    made = {}
    for name, (values, kind) in kinds.items():
        if name in keys or columns or draw(st.booleans()):
            drawn = draw(st.lists(values, min_size=size, max_size=size))
            empty = all(value is None for value in drawn)
            made[name] = pd.Series(drawn, dtype=object if kind == "str" or (empty and draw(st.booleans())) else kind)
    files = draw(st.lists(st.sampled_from(["a.csv", "b.csv"]), min_size=size, max_size=size))
    return pd.DataFrame(made).assign(source_file=files, source_row=range(2, size + 2))


@pytest.mark.parametrize("columns", [True, False], ids=["all columns", "some columns"])
@settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=40)
@given(data=st.data())
def test_no_check_raises_and_no_finding_holds_a_value(full_study, columns, data):
    frame = data.draw(any_frame(full_study, columns))
    absences = data.draw(any_frame(full_study, True))
    before = frame.copy()
    sets = (ItemSet("stigma", ("I01", "I02", "I03", "I04", "I05", "I06", "I07"), 1, 4),)
    findings = [*check_frame(frame, full_study, absences=absences), *check_items(frame, full_study, sets)]
    assert frame.equals(before)
    for one in findings:
        assert has_term(f"finding.{one.rule}.consequence")
        assert CANARY not in one.message("en") + one.message("fr") + one.fix + str(dict(one.values))
        assert set(one.rows) <= set(frame["source_row"]) | set(absences["source_row"])
        assert not one.rows or one.count >= len(one.rows)
