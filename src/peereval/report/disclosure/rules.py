"""The registry: what becomes of each kind of result, and of each of its quantities, in an external report.

A kind or a quantity that stands nowhere here is left out of external reports entirely.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from peereval.report.disclosure.known import Known
from peereval.report.disclosure.mask_events import mask_event_contrasts
from peereval.report.disclosure.mask_meaning import mask_dose, mask_responders
from peereval.report.disclosure.mask_missing import mask_answers, mask_moved
from peereval.report.disclosure.mask_models import (
    keep_exactly,
    keep_result,
    mask_adjusted,
    mask_coefficients,
    mask_effect_size,
    mask_estimates,
    mask_families,
    mask_fit,
    mask_residuals,
    mask_subgroups,
)
from peereval.report.disclosure.mask_monitoring import mask_costs_beside, mask_monitored
from peereval.report.disclosure.mask_observed_by import mask_observed_by
from peereval.report.disclosure.mask_people import mask_counts, mask_flow, mask_observed
from peereval.report.disclosure.mask_programme import mask_attrition, mask_differential, mask_timing
from peereval.report.disclosure.mask_table_one import mask_baseline, mask_reliability
from peereval.report.disclosure.mask_weights import mask_balance, mask_weights
from peereval.results import Result

Mask = Callable[[Result, Known], Result | None]


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """What becomes of a kind: how it is masked, the quantities that stay, those left out on purpose."""

    mask: Mask
    kept: frozenset[str]
    left: frozenset[str] = frozenset()


def _rule(mask: Mask, kept: str, left: str = "") -> Rule:
    parts = (frozenset(one for one in words.split(", ") if one) for words in (kept, left))
    return Rule(mask, *parts)


_BEYOND_SEEN = "eligible, refusals, missed appointments, still expected, included, never seen"
_CHANGE = "difference in change"
_COSTS = "cost per member, cost per regular participant, cost per member-month, cost per participant-month"

RULES: Mapping[str, Rule] = {
    "measure": _rule(keep_exactly, "minimum, maximum, important difference"),
    "timetable": _rule(keep_exactly, "days, delay start, delay end"),
    "sites": _rule(keep_exactly, "sites", "people, mean size, median size, smallest, largest, variation"),
    "flow": _rule(mask_flow, "expected, seen, missed, lost, newly lost, returned, entered, retained", _BEYOND_SEEN),
    "analysed": _rule(mask_counts, "measured, missing outcome, missing covariate, analysed"),
    "observed": _rule(mask_observed, "count, mean, sd, median, q1, q3, missing, floor percent, ceiling percent"),
    "observed_by": _rule(mask_observed_by, "count, mean, sd"),
    "baseline": _rule(
        mask_baseline,
        "count, mean, sd, median, q1, q3, missing, percent, percent missing, smd, largest smd",
        "minimum, maximum",
    ),
    "reliability": _rule(
        mask_reliability,
        "alpha, count, items, icc items, icc retest, item-rest, alpha without item",
        "retest count",
    ),
    "attrition": _rule(mask_attrition, "smd", "people, count, mean, sd, percent, missing"),
    "differential_attrition": _rule(
        mask_differential, "difference in retention, chi2, chi2 with Yates, difference between sites"
    ),
    "visit_timing": _rule(
        mask_timing, "planned, window weeks, median, q1, q3, p10, p90, dated, undated", "inside, inside percent"
    ),
    "adjusted_means": _rule(mask_adjusted, "adjusted mean"),
    "changes": _rule(mask_estimates, "change"),
    "change_contrasts": _rule(mask_estimates, _CHANGE),
    "change_contrasts_beside": _rule(mask_estimates, _CHANGE),
    "contrast_correlation": _rule(keep_result, "correlation"),
    "families": _rule(mask_families, _CHANGE),
    "level_contrasts": _rule(mask_estimates, "difference"),
    "sensitivity": _rule(mask_answers, f"{_CHANGE}, difference"),
    "attendance_weights": _rule(mask_estimates, "effective n, largest weight", "expected, attended, truncated"),
    "missing_assumptions": _rule(mask_moved, f"{_CHANGE}, difference, fraction of missing information"),
    "tipping_point": _rule(
        mask_moved,
        f"{_CHANGE}, difference, turning delta below 0, turning delta above 0, turning delta below 0 in SD, "
        "turning delta above 0 in SD",
    ),
    "change_thresholds": _rule(keep_result, "threshold"),
    "responders": _rule(
        mask_responders,
        "participants, improved, deteriorated, adjusted improved, difference in risk, number needed, "
        "fraction of missing information",
    ),
    "dose": _rule(mask_dose, "mean dose, sd dose, change per unit of dose, change per SD of dose", "participants"),
    "hazard_ratio": _rule(mask_event_contrasts, "hazard ratio, log hazard ratio"),
    "restricted_mean": _rule(mask_event_contrasts, "difference in restricted mean", "restricted mean"),
    "e_value": _rule(mask_estimates, "risk ratio, E-value, E-value of the limit"),
    "subgroup_joint_test": _rule(keep_result, "F"),
    "subgroup_contrasts": _rule(mask_subgroups, _CHANGE),
    "subgroup_differences": _rule(mask_subgroups, _CHANGE),
    "parallel_trends": _rule(
        mask_estimates,
        f"{_CHANGE}, bias that explains the difference, bias that reaches the interval, yardstick",
    ),
    "missing_information": _rule(
        keep_result, "percent of information missing", "percent missing, percent missing of the reference"
    ),
    "t0_adjusted": _rule(mask_estimates, "difference"),
    "t0_adjusted_beside": _rule(mask_estimates, "difference"),
    "effect_size": _rule(
        mask_effect_size,
        "pooled SD, ratio to the important difference, standardised difference, standardised difference in change",
    ),
    "balance": _rule(mask_balance, "smd, variance ratio, largest smd", "mean, percent"),
    "weights": _rule(
        mask_weights,
        "effective percent, q1, median, q3",
        "count, left out, effective n, minimum, maximum, truncated, largest share",
    ),
    "weighted_levels": _rule(mask_adjusted, "mean, weighted mean", "count, effective n"),
    "marginal_contrasts": _rule(
        mask_estimates,
        "difference in change of risk, ratio of common odds ratios, ratio of rate ratios",
        "risk difference, risk ratio, odds ratio, ratio of risk ratios, ratio of odds ratios, rate difference, "
        "rate ratio, difference in change of rate, probability difference, difference in change of probability, "
        "common odds ratio",
    ),
    "joint_test": _rule(keep_result, "F"),
    "coefficients": _rule(mask_coefficients, "coefficient"),
    "covariance": _rule(keep_result, "standard deviation, correlation"),
    "variance_components": _rule(
        keep_result, "variance, standard deviation, intraclass correlation, cluster autocorrelation"
    ),
    "fit": _rule(
        mask_fit,
        "minus 2 REML log-likelihood, minus 2 log-likelihood, AIC, BIC, participants, observations, sites, "
        "parameters, iterations",
    ),
    "programme_reach": _rule(
        mask_monitored,
        "groups, members, regular participants, volunteers, share regular, percent, ratio, yearly growth",
    ),
    "programme_staffing": _rule(
        mask_monitored,
        "employees, monthly wage, median monthly wage, people, count, share of staff, share, filled percent, posts, "
        "mean full-time equivalent",
    ),
    "programme_costs": _rule(mask_monitored, f"funding, {_COSTS}, cost per full-time employee"),
    "programme_costs_beside": _rule(
        mask_costs_beside, f"{_COSTS}, cost over the follow-up, {_CHANGE}, difference in change of risk"
    ),
    "programme_sums": _rule(mask_monitored, "part, printed, made, allowed, difference"),
    "residuals": _rule(
        mask_residuals,
        "count, mean, sd, percent beyond 1.96, normal quantile, scaled residual, fitted value, lower tail, q1, median, "
        "q3, upper tail",
    ),
}
"""Kinds with a rule, and the rule."""

DROPPED: Mapping[str, str] = {
    "leave_one_site_out": "an estimate with and without a site gives that of the site, which has a name and few people",
    "site_influence": "a row is a site, which has a name and few people",
    "site_retention": "a row is a site, which has a name and few people",
    "survival": "the shares of a group with the people included give back how many had the event, by month",
    "survival_curve": "a step of the curve is one person, on one day",
    "responder_curve": "a step of the curve is one person, and its ends are the largest changes",
    "programme_posts": "a step of the curve is one person who left a post",
    "programme_leaving": "posts are of one person each, and the reasons for leaving of few",
    "absences": "reasons are of few people each, and some are grave",
    "attendance_patterns": "a pattern is of few people, and the sums of patterns are the flow",
    "exposure": "who is no longer followed, and why, are few people each",
    "bands": "bands of a score at a visit are few people each, and sum to those measured",
    "propensity": "with the odds ratios of its categories the shares of Table 1 give those of few people",
    "positivity": "people by category and site are few each, and beside Table 1 tell who lacks a covariate",
    "distribution": "a bin of a score is of few people at a visit, and bins sum to those measured",
    "score_distribution": "a bin of the scores is of few people, and a score is of one person",
    "subgroup_counts": "people of a category are few each at a visit, and sum to those analysed",
    "survivors": "the adjusted means, which the report holds, moved by what is assumed",
    "observed_events": "events at a visit are few people each, and sum to those measured",
    "marginal_means": "a probability times the people of a cell is how many of them have the event",
    "marginal_fit": "who is in it stands in the flow of people",
    "answered": "questionnaires answered in part are few each, and sum to those seen",
}
"""Kinds that never leave, and why."""
