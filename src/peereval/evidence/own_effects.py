"""A study's own standardised effects, by domain of the trials, and where they lie among them."""

from collections.abc import Iterator, Mapping
from math import isnan

import pandas as pd

from peereval.remarks import Note
from peereval.results import Analysis, Result, make_result

# What the trials of Smit et al. were sorted into, by what their instruments measure: WHOQOL, EQ-5D, GAF and social
# scales stand under functional recovery, self-esteem, empowerment and recovery scales under personal recovery.
DOMAIN_OF: Mapping[str, str] = {
    "quality of life": "functional", "functioning": "functional", "health utility": "functional",
    "self-esteem": "personal", "recovery": "personal", "symptoms": "clinical",
}  # fmt: skip
STANDARDISED = "standardised difference in change"
HEAD = ["measure", "group", "reference", "visit", "baseline"]
_FIGURES = ("estimate", "std_error", "df", "statistic", "p_value", "conf_low", "conf_high")


def domain_of(analysis: Analysis, measure: Result) -> str:
    """Return the domain of a measure: what study.yaml says, else what its instrument measures, else "".

    Internalised stigma is no domain of the review: study.yaml may give it one.
    """
    outcome = analysis.study.outcomes.get(str(measure.method.get("outcome")))
    said = outcome.domain if outcome is not None else None
    return said or DOMAIN_OF.get(str(measure.method.get("domain")), "")


def own_effects(analysis: Analysis, pooled: Mapping[str, Result]) -> tuple[Result, ...]:
    """Return the standardised differences in change of a study at its last visit, a `Result` for each domain.

    Use it to see a study beside trials that were pooled; it is not pooled with them.

    Parameters
    ----------
    analysis
        A finished analysis; its results of kind "effect_size" are taken.
    pooled
        Of kind "pooled_effects", by domain.

    Returns
    -------
    tuple of Result
        Of kind "own_effects", the outcome being the domain. Keys ``measure, group, reference, visit,
        baseline``; quantities "own effect" (above 0 where the group did better; `note` says where it lies: "above
        the prediction interval", "above the pooled interval", "within the pooled interval", "below the
        pooled interval", "below the prediction interval", "nothing to compare with") and "difference
        from the pooled effect". One more of kind "own_effects_unplaced", key ``measure``: measures that
        have no place, with the reason in `note`. None of either kind where there is nothing.
    """
    placed: dict[str, list[dict[str, object]]] = {}
    unplaced = []
    for measure in analysis.of_kind("measure"):
        domain, rows = domain_of(analysis, measure), list(_effects(analysis, measure.outcome))
        reason = _reason(measure, domain, rows, pooled)
        if reason:
            unplaced.append({"measure": measure.outcome, "quantity": "own effect", "note": reason})
            continue
        sign = -1.0 if measure.method.get("higher_is") == "worse" else 1.0
        placed.setdefault(domain, []).extend(
            row for one in rows for row in _rows(_turned(one, sign), measure.outcome, pooled[domain])
        )
    asked = {"denominator": "raw SD at the first visit", "sign": "above 0 where the group did better"}
    notes = (Note("own_not_pooled"), Note("own_comparable"))
    made = [
        make_result("own_effects", pd.DataFrame(rows), outcome=domain, method=asked, notes=notes)
        for domain, rows in placed.items()
    ]
    if unplaced:
        made.append(make_result("own_effects_unplaced", pd.DataFrame(unplaced)))
    return tuple(made)


def _effects(analysis: Analysis, measure: str) -> Iterator[dict[str, object]]:
    """Yield the standardised differences in change at the last visit, a row for each group."""
    last = list(analysis.study.visits)[-1]
    for result in analysis.of_kind("effect_size", measure):
        rows = result.rows
        kept = rows[(rows["contrast"] == "change_contrasts") & (rows["quantity"] == STANDARDISED)]
        for row in kept[kept["visit"].astype(str) == last].to_dict("records"):
            if not isnan(float(row["estimate"])):
                yield {str(name): value for name, value in row.items()}


def _reason(measure: Result, domain: str, rows: list[dict[str, object]], pooled: Mapping[str, Result]) -> str:
    """Return why a measure has no place among the trials, or ""."""
    if not rows:
        return "no effect size"
    if measure.method.get("higher_is") not in ("better", "worse"):
        return "no direction"
    if not domain:
        return "stigma is no domain" if measure.method.get("domain") == "stigma" else "no domain"
    return "" if domain in pooled else "no trials"


def _turned(row: Mapping[str, object], sign: float) -> dict[str, object]:
    """Return an effect with the sign by which more is better."""
    figures = {name: float(str(row[name])) for name in _FIGURES}
    low, high = (sign * figures[name] for name in ("conf_low", "conf_high"))
    turned = {name: sign * figures[name] for name in ("estimate", "statistic")}
    bounds = {"conf_low": min(low, high), "conf_high": max(low, high)}
    return {**row, **figures, **turned, **bounds}


def _rows(row: Mapping[str, object], measure: str, pooled: Result) -> Iterator[dict[str, object]]:
    head = {"measure": measure, **{name: str(row[name]) for name in HEAD[1:]}}
    figures = {name: row[name] for name in _FIGURES}
    estimate = float(str(row["estimate"]))
    yield {**head, "quantity": "own effect", **figures, "note": place_among(estimate, pooled)}
    centre = float(_whole(pooled)["estimate"]["pooled effect"])
    yield {**head, "quantity": "difference from the pooled effect", "estimate": estimate - centre}


def place_among(estimate: float, pooled: Result) -> str:
    """Return where an effect lies relative to the intervals of a pooling."""
    whole = _whole(pooled)
    low, high = (float(whole[name]["pooled effect"]) for name in ("conf_low", "conf_high"))
    least, most = (float(whole[name]["prediction interval"]) for name in ("conf_low", "conf_high"))
    if isnan(low):
        return "nothing to compare with"
    if low <= estimate <= high:
        return "within the pooled interval"
    side = "above" if estimate > high else "below"
    beyond = not isnan(least) and not least <= estimate <= most
    return f"{side} the {'prediction' if beyond else 'pooled'} interval"


def _whole(pooled: Result) -> pd.DataFrame:
    """Return the rows about all trials, by quantity."""
    rows = pooled.rows
    return rows[(rows["trial"] == "") & (rows["subgroup"] == "")].set_index("quantity")
