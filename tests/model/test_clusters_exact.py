"""Site and worker effects against true optima in 80-bit arithmetic: agreement 1e-8.

Estimates to 1e-8 of a standard error; -2RLL, SE, df, F relative; variances absolute, in
units of the residual variance.
"""

import numpy as np
import pytest

from oracle import (
    ADJUSTED,
    BASIC,
    EXACT,
    MAIN,
    PLAIN,
    change_rows,
    coefficients,
    cohort,
    exact_table,
    fitted,
    in_errors,
    joint,
    plain,
    read,
)

INTERCEPT = {"site": "site", "site_effects": "intercept"}
BOTH = {"site": "site"}
WORKER = {"worker": "worker"}


def _cases():
    """Return cohort, formula, options and the place of the truth, by a name."""
    found = {}
    for name in ("stigma_like", "small", "balanced"):
        for structure in ("us", "cs"):
            key = (name, f"{structure}_site")
            found["exact_site", *key] = (name, BASIC, {**INTERCEPT, "covariance": structure})
    for structure in ("us", "cs"):
        found["exact_workers", f"{structure}_worker_site"] = (
            "workers", BASIC, {**WORKER, **INTERCEPT, "covariance": structure},
        )  # fmt: skip
        found["exact_workers", f"{structure}_worker"] = ("workers", BASIC, {**WORKER, "covariance": structure})
    for name in ("stigma_like", "small", "clustered", "complete", "selected", "balanced", "workers"):
        models = {
            "us_site_visit": (name, MAIN),
            "us_site_visit_main_effects": (name, BASIC),
            "us_site_visit_t0_adjusted": (f"{name}:adjusted", ADJUSTED),
            "cs_site_visit": (name, MAIN),
        }
        for model, (file, formula) in models.items():
            found["exact_site_visit", name, model] = (file, formula, {**BOTH, "covariance": model[:2]})
    men = MAIN.replace(" + sex", "")
    found["exact_site_visit", "workers_men", "us_site_visit"] = ("workers:men", men, BOTH)
    for part, file in (("complete_two_visits", "complete:T0-T12"), ("complete_three_visits_no_covariates", "complete")):
        for model in ("us_unstructured_G", "us_site_visit", "cs_unstructured_G", "cs_site_visit"):
            if model != "cs_unstructured_G" or part == "complete_two_visits":
                effects = "unstructured" if "unstructured" in model else "intercept+visit"
                options = {**BOTH, "site_effects": effects, "covariance": model[:2]}
                found["exact_site_visit", part, model] = (file, PLAIN, options)
    return found


CASES = _cases()
INFORMATION = {
    "observed_information": {"information": "observed"},
    "expected_information": {"information": "expected"},
    "variance_kept_in_information": {"information": "expected", "keep_boundary": True},
}


def truth(case):
    file, *path = case
    found = read(file)
    for step in path:
        found = found[step]
    return found


def fit_of(case, **more):
    name, formula, options = CASES[case]
    return fitted(name, formula, **options, **more)


cases = pytest.mark.parametrize("case", CASES, ids="-".join)
by_information = pytest.mark.parametrize(
    ("case", "information"),
    [(case, name) for case in CASES for name in INFORMATION if name in truth(case)],
    ids=lambda part: part if isinstance(part, str) else "-".join(part),
)


@cases
def test_criterion_estimates_and_errors(case):
    fit, true = fit_of(case), truth(case)
    rows, theirs = coefficients(fit, "satterthwaite"), exact_table(truth(case))
    assert fit.minus_2_log_likelihood == pytest.approx(true["minus_2_reml"], rel=EXACT)
    assert in_errors(rows["estimate"], theirs["estimate"], rows["std_error"]) < EXACT
    np.testing.assert_allclose(rows["std_error"], theirs["std_error"].reindex(rows.index), rtol=EXACT)


@cases
def test_variance_parameters_and_the_verdict_on_the_boundary(case):
    fit, true = fit_of(case), truth(case)
    named = dict(zip(true["parameters"], true["theta"], strict=True))
    ours = fit.variance_components.set_index("component")["variance"]
    for name in ("participant", "residual", "site", "site:visit", "worker"):
        if name in named:
            assert ours[name] == pytest.approx(named[name], abs=EXACT)
    if "Sigma" in true:
        np.testing.assert_allclose(fit.residual_covariance, true["Sigma"], rtol=EXACT)
    assert fit.status.held == tuple(true.get("at_boundary", ()))
    assert fit.status.boundary == bool(true.get("at_boundary"))
    assert fit.status.converged


@by_information
def test_satterthwaite_df(case, information):
    fit, true = fit_of(case, **INFORMATION[information]), truth(case)
    rows = coefficients(fit, "satterthwaite")
    theirs = exact_table(true, df=true[information]["satterthwaite_df"])["df"]
    np.testing.assert_allclose(rows["df"], theirs.reindex(rows.index), rtol=EXACT)


@by_information
def test_kenward_roger_errors_and_df(case, information):
    fit, true = fit_of(case, **INFORMATION[information]), truth(case)
    there, rows = true[information], coefficients(fit, "kenward-roger")
    theirs = exact_table(true, adjusted=there["kenward_roger_std_error"], df=there["kenward_roger_df"])
    np.testing.assert_allclose(rows["std_error"], theirs["adjusted"].reindex(rows.index), rtol=EXACT)
    np.testing.assert_allclose(rows["df"], theirs["df"].reindex(rows.index), rtol=EXACT)


@by_information
def test_contrasts_of_treated_and_control(case, information):
    fit, true = fit_of(case, **INFORMATION[information]), truth(case)
    visits = [str(visit) for visit in fit.visits]
    levels, changes = change_rows(fit, levels=True), change_rows(fit)
    rows = {f"treated - control at {v}": row for v, row in zip(visits, levels, strict=True)}
    rows |= {f"treated - control, {v} - T0": row for v, row in zip(visits[1:], changes, strict=True)}
    for name, there in true[information]["contrasts"].items():
        row, small = rows[name][None], fit.small_sample
        error = there["kenward_roger"]["std_error"]
        assert float((row @ fit.beta)[0]) == pytest.approx(there["satterthwaite"]["estimate"], abs=EXACT * error)
        assert float((row @ small.adjusted @ row.T)[0, 0]) ** 0.5 == pytest.approx(error, rel=EXACT)
        for method in ("satterthwaite", "kenward_roger"):
            found = joint(fit, row, method)
            assert found.df == pytest.approx(there[method]["df"], rel=EXACT)
            assert found.f_value == pytest.approx(there[method]["t"] ** 2, rel=EXACT, abs=EXACT)


@by_information
@pytest.mark.parametrize("method", ["satterthwaite", "kenward_roger"])
def test_joint_tests(case, information, method):
    """The rows are the differences in change (in level where T0 is a covariate), in visit order."""
    fit, there = fit_of(case, **INFORMATION[information]), truth(case)[information]
    names = [name for name in there if name.startswith("joint")]
    if not names:  # two visits: there is one difference in change, tested above
        assert len(fit.visits) == 2
        return
    true = there[names[0]][method]
    found = joint(fit, change_rows(fit, levels="adjusted" in CASES[case][0]), method)
    if names[0] == "joint_group_by_visit":
        wanted = truth(case)["observed_information"][names[0]]["terms"]
        rows = np.array([np.array(coefficients(fit, method.replace("_", "-")).index) == plain(t) for t in wanted])
        found = joint(fit, rows.astype(float), method)
    assert (found.num_df, found.df) == (true["num_df"], pytest.approx(true["den_df"], rel=EXACT))
    assert found.f_value == pytest.approx(true["F"], rel=EXACT)
    assert found.scaling == pytest.approx(true.get("scaling", 1.0), rel=EXACT)


def test_complete_sites_give_the_t_test_on_site_mean_changes():
    """12 equal sites, unstructured G: the difference in change is the two-sample t with 10 df, to 1e-10."""
    for part, file in (("complete_two_visits", "complete:T0-T12"), ("", "complete")):
        fit = fitted(file, PLAIN, site="site", site_effects="unstructured")
        for visit, row in zip(fit.visits[1:], change_rows(fit), strict=True):
            true = read("exact_site_visit")["complete_t_test_on_site_mean_changes"][f"treated - control, {visit} - T0"]
            found = joint(fit, row[None], "kenward_roger")
            assert found.df == pytest.approx(10, rel=1e-10), part
            assert found.f_value == pytest.approx(true["t"] ** 2, rel=1e-10)


def test_three_visits_give_hotellings_test_on_site_mean_changes():
    fit = fitted("complete", PLAIN, site="site", site_effects="unstructured")
    means = cohort("complete").pivot_table(index=["group", "site"], columns="visit", values="y")
    changes = means[["T6", "T12"]].sub(means["T0"], axis=0)
    treated, control = changes.loc["treated"].to_numpy(), changes.loc["control"].to_numpy()
    difference = treated.mean(axis=0) - control.mean(axis=0)
    pooled = (5 * np.cov(treated.T) + 5 * np.cov(control.T)) / 10
    squared = difference @ np.linalg.solve(pooled * (1 / 6 + 1 / 6), difference)
    found = joint(fit, change_rows(fit), "kenward_roger")
    assert found.df == pytest.approx(9, rel=1e-10)
    assert found.f_value == pytest.approx(squared * 9 / (10 * 2), rel=1e-9)
