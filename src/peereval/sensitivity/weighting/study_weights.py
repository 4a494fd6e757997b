"""What a study tells of the weights of its treated groups, and what it warns of."""

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from peereval.remarks import Finding, Note, Severity
from peereval.results import Result, make_result
from peereval.sensitivity.question import Made, Question
from peereval.sensitivity.weighting.described import size_of_weights
from peereval.sensitivity.weighting.positivity import outside_scores, positivity_rows
from peereval.sensitivity.weighting.propensity import Propensity
from peereval.sensitivity.weighting.scores import fit_scores
from peereval.sensitivity.weighting.separation import find_separation
from peereval.sensitivity.weighting.study_scores import propensity_of, rare_measures
from peereval.sensitivity.weighting.weights import KINDS, PropensityWeights, weigh_people

HALF = 50.0  # percent of the people of a group that its effective number falls below
FIFTH = 0.2  # of the people of a group: when more lack a covariate, weighted results are about others
THRESHOLD = 0.1  # of a standardised difference, by convention (Austin 2009, doi:10.1002/sim.3697)


def describe_weights(question: Question) -> Made:
    """Return what the weights of each compared group and estimand are like, and what calls for attention.

    Kinds propensity, weights, balance, positivity and score_distribution (see
    `propensity_weights`). They are the same for every measure asked about, since the score is
    made of the same people and covariates. Where covariates separate the groups there is no
    score: a finding says so, and positivity counts people only.
    """
    keys = question.study.sensitivity
    if not keys.propensity:
        return (), ()
    made: list[PropensityWeights] = []
    counted: list[Result] = []
    findings: list[Finding] = []
    if rare := rare_measures(question):
        findings.append(Finding("note", "weights-measures-left-out", values={"variables": ", ".join(rare)}))
    for group in question.compared:
        people = propensity_of(question, group)
        findings += _of_people(people)
        if not fit_scores(people.X, people.treated, people.whole).converged[0]:
            findings.append(_separated(people))
            counted.append(_counts(people))
            continue
        each = [weigh_people(people, estimand=estimand, truncate=keys.truncate) for estimand in keys.propensity]
        made += each
        findings += [finding for one in each for finding in _of_weights(one)]
    results = (result for kind in KINDS for result in _together(kind, made, counted))
    return tuple(replace(one, outcome=question.outcome) for one in results), tuple(
        replace(one, values={**one.values, "outcomes": question.outcome}) for one in findings
    )


def _together(kind: str, made: list[PropensityWeights], counted: list[Result]) -> Iterator[Result]:
    """Yield one result of a kind, of all groups and estimands."""
    several = kind in ("propensity", "positivity")  # the same for every estimand
    firsts = list({one.propensity.treated_group: one for one in made}.values()) if several else made
    found = [*(one.result(kind) for one in firsts), *(counted if kind == "positivity" else [])]
    if found:
        rows = pd.concat([one.rows for one in found], ignore_index=True)
        notes = tuple({str(note): note for one in found for note in one.notes}.values())
        yield make_result(kind, rows, method=found[0].method, notes=notes)


def _counts(people: Propensity) -> Result:
    """Return the positivity of groups without a score."""
    rows = positivity_rows(people, None)
    rows.insert(0, "group", people.treated_group)
    rows.insert(1, "reference", people.reference)
    notes = (Note("weights_by_site"),) if people.assigned_by_site else ()
    return make_result("positivity", rows, method={"model": "none: the groups are separated"}, notes=notes)


def _of_people(people: Propensity) -> Iterator[Finding]:
    for group, count in people.left_out.items():
        if count:
            whole = count + int((people.groups == group).sum())
            severe: Severity = "warning" if count > FIFTH * whole else "note"
            yield Finding(severe, "weights-left-out", values={"groups": group, "people": count})
    if people.assigned_by_site:
        yield Finding("note", "weights-by-site", values={"groups": people.treated_group})


def _separated(people: Propensity) -> Finding:
    kind, names = find_separation(people)
    values = {"groups": f"{people.treated_group}, {people.reference}", "variables": ", ".join(names)}
    return Finding("warning", f"weights-separation-{kind}", values=values)


def _of_weights(weights: PropensityWeights) -> Iterator[Finding]:
    """Yield what calls for attention: few effective people, scores without a counterpart, differences that remain."""
    people, asked = weights.propensity, {"estimand": weights.estimand.upper()}
    outside = outside_scores(weights.scores, people.treated)
    arms = ((people.treated_group, people.treated), (people.reference, ~people.treated))
    for arm, own in arms:
        number, percent = size_of_weights(weights.weights[own])
        if percent < HALF:
            values = {**asked, "groups": arm, "effective": round(number), "people": int(own.sum())}
            yield Finding("warning", "weights-effective-small", values=values)
        wanted = weights.estimand == "ate" or arm == people.treated_group
        if outside[own].any() and wanted and weights.estimand != "overlap":
            values = {**asked, "groups": arm, "outside": int(outside[own].sum()), "people": int(own.sum())}
            yield Finding("note", "weights-positivity", values=values)
    rows = weights.balance.rows
    left = rows[(rows["when"] == "after") & (rows["quantity"] == "smd") & (rows["estimate"].abs() > THRESHOLD)]
    if len(left):
        about = {"groups": people.treated_group, "variables": ", ".join(dict.fromkeys(left["variable"]))}
        yield Finding("note", "weights-imbalance", values={**asked, **about})
