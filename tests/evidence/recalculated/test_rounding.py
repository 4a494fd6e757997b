"""Figures that were computed from data and rounded are never called inconsistent; one that was moved is found.

The data are drawn, every statistic is computed from them by scipy or NumPy, and all are printed with few decimals,
ties up or to even, as programs and people do.
"""

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from printed_cells import judged, verdicts

RULES = st.sampled_from([ROUND_HALF_UP, ROUND_HALF_EVEN])
SEEDS = st.integers(0, 2**32 - 1)
DECIMALS = st.integers(0, 3)
FEW = settings(max_examples=60, deadline=None)  # a draw takes some milliseconds


def printer(decimals, rule):
    """Return a function that prints a figure with a number of decimals."""
    return lambda value, more=0: str(Decimal(float(value)).quantize(Decimal(1).scaleb(-decimals - more), rule))


def draw_groups(seed, count):
    rng = np.random.default_rng(seed)
    scale = 10 ** rng.uniform(-0.5, 2)
    return [
        rng.normal(rng.uniform(-1, 3) * scale, rng.uniform(0.3, 2) * scale, rng.integers(3, 60)) for _ in range(count)
    ]


def cells_of(groups, show):
    return {
        "mean": [show(g.mean()) for g in groups],
        "sd": [show(g.std(ddof=1)) for g in groups],
        "n": [len(g) for g in groups],
    }


def quiet(found):
    assert set(found.values()) <= {"consistent"}, found


@FEW
@given(seed=SEEDS, decimals=DECIMALS, rule=RULES, equal=st.booleans())
def test_two_means_that_were_computed_and_rounded_are_consistent(seed, decimals, rule, equal):
    x, y = groups = draw_groups(seed, 2)
    show = printer(decimals, rule)
    done = stats.ttest_ind(x, y, equal_var=equal)
    n = len(x) + len(y)
    pooled = np.sqrt(((len(x) - 1) * x.var(ddof=1) + (len(y) - 1) * y.var(ddof=1)) / (n - 2))
    d = (x.mean() - y.mean()) / pooled
    half = 1.959963984540054 * np.sqrt(n / (len(x) * len(y)) + d**2 / (2 * n))
    interval = done.confidence_interval()
    quiet(
        verdicts(
            "two_means", **cells_of(groups, show), test="pooled" if equal else "welch",
            difference=show(x.mean() - y.mean()), difference_ci=[show(interval.low), show(interval.high)],
            t=show(done.statistic, 1), df=show(done.df), p=show(done.pvalue, 2), d=show(d, 1),
            d_ci=[show(d - half, 1), show(d + half, 1)], g=show(d * (1 - 3 / (4 * (n - 2) - 1)), 1),
        )
    )  # fmt: skip


@FEW
@given(seed=SEEDS, decimals=DECIMALS, rule=RULES, count=st.integers(2, 4))
def test_groups_that_were_compared_or_combined_are_consistent(seed, decimals, rule, count):
    groups = draw_groups(seed, count)
    show = printer(decimals, rule)
    cells, everyone = cells_of(groups, show), np.concatenate(groups)
    done = stats.f_oneway(*groups)
    within = sum(((g - g.mean()) ** 2).sum() for g in groups)
    eta2 = 1 - within / ((everyone - everyone.mean()) ** 2).sum()
    df = [count - 1, len(everyone) - count]
    quiet(
        verdicts("several_means", **cells, F=show(done.statistic, 1), df=df, p=show(done.pvalue, 2), eta2=show(eta2, 1))
    )
    whole = {
        "combined_n": len(everyone),
        "combined_mean": show(everyone.mean()),
        "combined_sd": show(everyone.std(ddof=1)),
    }
    quiet(verdicts("combined", **cells, **whole))


@FEW
@given(seed=SEEDS, decimals=DECIMALS, rule=RULES)
def test_tables_of_counts_that_were_tested_are_consistent(seed, decimals, rule):
    rng = np.random.default_rng(seed)
    table = rng.integers(1, 60, (2, 2))
    show = printer(decimals, rule)
    corrected = bool(rng.integers(2))
    done = stats.chi2_contingency(table, correction=corrected)
    (a, b), (c, d) = table.tolist()
    log, se = np.log(a * d / (b * c)), np.sqrt((1 / table).sum())
    bounds = [show(np.exp(log + side * 1.959963984540054 * se), 1) for side in (-1, 1)]
    quiet(
        verdicts(
            "counts", counts=table.tolist(), correction="yates" if corrected else "none",
            percents=[show(100 * a / (a + b)), show(100 * c / (c + d))], chi2=show(done.statistic, 1),
            p=show(done.pvalue, 2), odds_ratio=show(np.exp(log), 1), odds_ratio_ci=bounds,
        )
    )  # fmt: skip
    quiet(
        verdicts(
            "parts",
            parts=[a, b, c, d],
            total=sum((a, b, c, d)),
            percents=[show(100 * x / table.sum()) for x in (a, b, c, d)],
        )
    )


@FEW
@given(seed=SEEDS, decimals=DECIMALS, rule=RULES)
def test_estimates_and_tests_that_were_rounded_are_consistent(seed, decimals, rule):
    rng = np.random.default_rng(seed)
    show = printer(decimals, rule)
    estimate, se = rng.normal(0, 2), rng.uniform(0.05, 2)
    bounds = [show(estimate + side * 1.959963984540054 * se) for side in (-1, 1)]
    p = 2 * stats.norm.sf(abs(estimate / se))
    quiet(verdicts("interval", estimate=show(estimate), ci=bounds, se=show(se), z=show(estimate / se), p=show(p, 2)))
    trials = int(rng.integers(3, 30))
    q = float(rng.chisquare(trials - 1) * rng.uniform(0.5, 3))
    i2 = 100 * max(0, 1 - (trials - 1) / q)
    quiet(verdicts("heterogeneity", q=show(q, 1), trials=trials, i2=show(i2), p=show(stats.chi2.sf(q, trials - 1), 2)))
    f, df = float(rng.f(2, 40) * rng.uniform(0.5, 9)), (int(rng.integers(1, 5)), int(rng.integers(5, 120)))
    text = f"F({df[0]}, {df[1]}) = {show(f, 1)}, p = {show(stats.f.sf(f, *df), 2)}"
    quiet(verdicts("test", text=f"{text}, ηp² = {show(f * df[0] / (f * df[0] + df[1]), 1)}"))
    t = float(rng.normal(0, 2))
    quiet(verdicts("test", text=f"t({df[1]}) = {show(t, 1)}, p = {show(2 * stats.t.sf(abs(t), df[1]), 2)}"))


@FEW
@given(seed=SEEDS, decimals=DECIMALS, rule=RULES, told=st.booleans())
def test_two_visits_that_were_compared_are_consistent(seed, decimals, rule, told):
    rng = np.random.default_rng(seed)
    scale = 10 ** rng.uniform(-0.5, 2)
    first = rng.normal(0, scale, rng.integers(3, 60))
    second = rng.normal(0, 0.5 * scale, len(first)) + rng.uniform(-1, 1.5) * first
    show, change = printer(decimals, rule), first - second
    done = stats.ttest_rel(first, second)
    interval = done.confidence_interval()
    quiet(
        verdicts(
            "two_visits", mean=[show(first.mean()), show(second.mean())], n=len(first),
            sd=[show(first.std(ddof=1)), show(second.std(ddof=1))], difference=show(change.mean()),
            sd_difference=show(change.std(ddof=1)),
            **({"r": show(np.corrcoef(first, second)[0, 1], 1)} if told else {}),
            difference_ci=[show(interval.low), show(interval.high)], t=show(done.statistic, 1), p=show(done.pvalue, 2),
            d=show(change.mean() / change.std(ddof=1), 1),
        )
    )  # fmt: skip


@FEW
@given(seed=SEEDS, decimals=st.integers(1, 3), rule=RULES, items=st.integers(1, 4))
def test_means_and_deviations_of_whole_numbers_are_possible(seed, decimals, rule, items):
    rng = np.random.default_rng(seed)
    answers = rng.integers(1, 6, (int(rng.integers(2, 40)), items))
    people = answers.mean(axis=1)
    show = printer(decimals, rule)
    found = verdicts("grim", mean=show(people.mean()), sd=show(people.std(ddof=1)), n=len(people), items=items)
    assert set(found.values()) <= {"consistent", "not-recomputable"}, found


@FEW
@given(seed=SEEDS, rule=RULES, way=st.sampled_from([-1, 1]))
def test_a_t_that_was_moved_by_ten_units_of_its_last_digit_is_found(seed, rule, way):
    x, y = groups = draw_groups(seed, 2)
    scale = 100 / max(abs(x).max(), abs(y).max())  # so that three decimals of means say enough of t
    groups = [x * scale, y * scale]
    show = printer(3, rule)
    done = stats.ttest_ind(*groups)
    moved = abs(float(show(done.statistic, -1))) + way * 0.10
    found = judged("two_means", **cells_of(groups, show), t=f"{moved:.2f}")["t"]
    near_welch = any(one.agrees and one.candidate.reading == "welch" for one in found.compared)
    mirrored = abs(done.statistic) < 0.06  # moved through 0, it is the t of the other direction
    assert found.verdict == "inconsistent" or near_welch or mirrored
