"""Families of tests: adjusted as R's p.adjust, gated as the written example, decided as the direct procedure."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import peereval as pe
from peereval.errors import FitError

P_VALUES = {"a": 0.012, "b": 0.030, "c": 0.001, "d": 0.040, "e": 0.020}
FAMILIES = {"first": [{"outcome": "a"}, {"outcome": "b"}], "second": [{"outcome": name} for name in "cde"]}
# p.adjust of R 4.2.2 within each family: Rscript -e 'p.adjust(c(0.001, 0.040, 0.020), "holm")' and so on
P_ADJUST = {
    "holm": ([0.024, 0.030], [0.003, 0.040, 0.040]),
    "hochberg": ([0.024, 0.030], [0.003, 0.040, 0.040]),
    "benjamini-hochberg": ([0.024, 0.030], [0.003, 0.040, 0.030]),
    "bonferroni": ([0.024, 0.060], [0.003, 0.120, 0.060]),
}


def frame_of(p_values):
    return pd.DataFrame({"outcome": list(p_values), "p_value": list(p_values.values())})


def adjusted(found, adjust="holm"):
    rows = found.rows
    return rows[rows["adjust"] == adjust].set_index("outcome")


@pytest.mark.parametrize("adjust", P_ADJUST)
def test_one_family_is_adjusted_as_by_r(adjust):
    for names, expected in zip(("ab", "cde"), P_ADJUST[adjust], strict=True):
        own = {"only": [{"outcome": name} for name in names]}
        found = adjusted(pe.adjust_families(frame_of(P_VALUES), own, adjust=adjust), adjust)
        assert found["p_value"].tolist() == pytest.approx(expected, abs=1e-12)


def test_written_example_of_the_gate():
    """First family by Holm: 2 x .012 = .024, then max(.024, .030) = .030; both at most .05, so the gate opens.

    Second family by Holm: 3 x .001 = .003, 2 x .020 = .040, max(.040, .040) = .040; none below the
    .030 of the first family, so .003 becomes .030 and the others stay.
    """
    found = adjusted(pe.adjust_families(frame_of(P_VALUES), FAMILIES))
    assert found["p_value"].to_dict() == pytest.approx({"a": 0.024, "b": 0.030, "c": 0.030, "d": 0.040, "e": 0.040})
    assert set(found["note"]) == {"rejected"}


def test_a_hypothesis_not_rejected_closes_the_gate_for_all_that_follow():
    families = FAMILIES | {"third": [{"outcome": "f"}]}
    found = adjusted(pe.adjust_families(frame_of(P_VALUES | {"b": 0.06, "f": 0.0001}), families))
    assert found["note"].tolist() == ["rejected", "not rejected", *["not tested"] * 4]
    assert found.loc[list("cdef"), "p_value"].isna().all()
    raw = pe.adjust_families(frame_of(P_VALUES | {"b": 0.06, "f": 0.0001}), families).rows
    assert raw.loc[raw["adjust"] == "none", "p_value"].notna().all()


def test_what_is_not_estimable_is_not_rejected():
    found = pe.adjust_families(frame_of(P_VALUES | {"a": np.nan}).assign(note=["not estimable", *[""] * 4]), FAMILIES)
    rows = adjusted(found)
    assert rows["note"].tolist() == ["not estimable", "rejected", *["not tested"] * 3]
    assert rows.loc["b", "p_value"] == pytest.approx(0.030)  # alone in its family


def rejected_directly(families, alpha):
    """Holm's step-down in each family in turn, stopping after the first family not wholly rejected."""
    rejected = set()
    for tests in families:
        ordered = sorted(tests.items(), key=lambda item: item[1])
        for step, (name, p) in enumerate(ordered):
            if p > alpha / (len(ordered) - step):
                return rejected
            rejected.add(name)
    return rejected


@settings(max_examples=10, deadline=None)
@given(
    st.lists(st.integers(1, 1999), min_size=4, max_size=8, unique=True),
    st.sampled_from([0.01003, 0.05003, 0.1003]),  # no multiple of it by 1 to 8 is a p value of the list
    st.integers(1, 3),
)
def test_decisions_are_those_of_the_direct_procedure_at_every_level(drawn, alpha, cut):
    p = {f"h{i}": value / 1e4 for i, value in enumerate(drawn)}
    names = list(p)
    families = {"one": names[:cut], "two": names[cut:]}
    asked = {name: [{"outcome": h} for h in own] for name, own in families.items()}
    rows = adjusted(pe.adjust_families(frame_of(p), asked, alpha=alpha))
    direct = rejected_directly([{h: p[h] for h in own} for own in families.values()], alpha)
    assert set(rows.index[rows["note"] == "rejected"]) == direct


def test_dunnett_is_that_of_pairwise_contrasts(reml_fits):
    fit = reml_fits["balanced"]
    asked = {"group": "group", "reference": "control", "baseline": "T0"}
    rows = pe.change_contrasts(fit, **asked)
    correlations = [pe.contrast_correlations(fit, **asked)]
    others = [level for level in fit.frame.levels["group"] if level != "control"]
    families = {"last": [{"group": name, "visit": "T12"} for name in others]}
    found = pe.adjust_families(rows, families, adjust="dunnett", correlations=correlations).rows
    known = pe.pairwise_contrasts(fit, **asked, adjust="dunnett").rows
    known = known[(known["adjust"] == "dunnett") & (known["visit"] == "T12")].set_index("group")["p_value"]
    mine = found[found["adjust"] == "dunnett"].set_index("group")["p_value"]
    assert mine.to_dict() == pytest.approx(known.to_dict(), abs=1e-12)


@pytest.mark.parametrize(
    ("families", "options", "said"),
    [
        ({"x": [{"outcome": "z"}]}, {}, "is in no row"),
        ({"x": [{"outcom": "a"}]}, {}, "Did you mean 'outcome'"),
        ({"x": [{}]}, {}, "picks 5 rows"),
        ({"x": [{"outcome": "a"}], "y": [{"outcome": "a"}]}, {}, "stands in 'x' already"),
        ({"x": []}, {}, "has no hypothesis"),
        ({"x": [{"outcome": "a"}]}, {"order": ["y"]}, "must name every family once"),
        ({"x": [{"outcome": "a"}]}, {"adjust": "holms"}, "Did you mean 'holm'"),
        ({"x": [{"outcome": "a"}]}, {"alpha": 5}, "between 0 and 1"),
        ({"x": [{"outcome": "a"}, {"outcome": "b"}]}, {"adjust": "dunnett"}, "contrasts of one outcome"),
        ({"x": [{"outcome": "a"}]}, {"adjust": "dunnett"}, "needs the correlation"),
    ],
)
def test_refusals_say_what_to_do(families, options, said):
    with pytest.raises(FitError, match=said):
        pe.adjust_families(frame_of(P_VALUES), families, **options)
