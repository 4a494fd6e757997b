"""The sensitivity analyses that a study asks for: name, assumption and settings of each, from the study file."""

from collections.abc import Iterator

from peereval.report.protocol.outline import Outline
from peereval.study.words import number_text

_STRATEGIES = ("copy-increments", "jump-to-reference", "copy-reference", "last-mean-carried-forward")
_SITES = ("site-means", "site-permutation", "wild-bootstrap")


def planned_analyses(outline: Outline) -> Iterator[tuple[str, str]]:
    """Yield slug and settings of every answer planned for the forest beside the main one, in its order.

    `sensitivity.<slug>` and `sensitivity.<slug>.assumption` of terms.csv name it and say what it assumes.
    """
    yield "t0-adjusted", "–"
    if outline.study.sensitivity.run:
        yield from _weights(outline)
        yield from _attendance(outline)
        yield from _imputation(outline)
        yield from _missed(outline)
        if outline.study.columns.site:
            yield from ((slug, outline.say("setting_by_site")) for slug in _SITES)
        if outline.later:
            yield "without-late-entrants", "–"


def _weights(outline: Outline) -> Iterator[tuple[str, str]]:
    keys, say = outline.study.sensitivity, outline.say
    columns = ", ".join(
        outline.choice("propensity_covariates", name) if name == "usual" else outline.labels.variable(name)
        for name in keys.propensity_covariates
    )
    cut = _cut(outline, keys.truncate)
    for estimand in keys.propensity:
        yield f"weights-{estimand}", say("setting_weights", columns=columns, cut=cut)
        yield f"doubly-robust-{estimand}", say("setting_same")
    if "att" in keys.propensity:
        yield "dr-did", say("setting_same")


def _cut(outline: Outline, quantile: float) -> str:
    if quantile >= 1:
        return outline.say("setting_uncut")
    return outline.say("setting_cut", quantile=number_text(quantile, outline.labels.language))


def _attendance(outline: Outline) -> Iterator[tuple[str, str]]:
    keys, say = outline.study.sensitivity.attendance, outline.say
    if keys.run:
        named = keys.covariates if keys.covariates is not None else outline.study.model.covariates
        columns = ", ".join(map(outline.labels.variable, named)) or outline.choice("covariates", [])
        told = {"columns": columns, "returns": outline.choice("attendance.returns", keys.returns)}
        text = say("setting_attendance", cut=_cut(outline, keys.truncate), **told)
        yield "attendance-weights", f"{text} {say('setting_by_group')}" if keys.by_group else text
        if keys.combined:
            yield "attendance-and-att", say("setting_same")
    if outline.study.sensitivity.completers:
        yield "completers", "–"


def _imputation(outline: Outline) -> Iterator[tuple[str, str]]:
    count = outline.study.sensitivity.imputations
    if count:
        yield "multiple-imputation", outline.say("setting_imputations", count=count)
        if outline.study.model.covariates:
            yield "covariates-imputed", outline.say("setting_imputations", count=max(1, count // 5))


def _missed(outline: Outline) -> Iterator[tuple[str, str]]:
    keys, say = outline.study.sensitivity, outline.say
    if "delta" in keys.missing:
        amount = outline.choice("delta", keys.delta)
        slugs = ("delta-stated",) if keys.delta else ("delta-treated", "delta-both")
        yield from ((slug, say("setting_delta", amount=amount)) for slug in slugs)
    for strategy in _STRATEGIES:
        if strategy in keys.missing:
            ended = "setting_strategy" if outline.study.columns.exposure_end else "setting_strategy_no_end"
            yield strategy, say(ended)


def further_analyses(outline: Outline) -> Iterator[str]:
    """Yield each part that answers another question: its row `protocol.also_<name>` of terms.csv."""
    keys, columns = outline.study.sensitivity, outline.study.columns
    if not keys.run:
        return
    if keys.propensity:
        yield "balance"
    if "delta" in keys.missing:
        yield "tipping"
    yield "trends"
    if outline.later:
        yield "survivors"
    yield "e_value"
    if keys.responders != "none":
        yield f"responders_{keys.responders}"
    if keys.dose or columns.exposure_start:
        yield "dose"
