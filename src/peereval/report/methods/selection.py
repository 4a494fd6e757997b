"""The analyses of selection into the groups, as a methods section says them."""

from collections.abc import Iterator, Mapping

from peereval.report.answers import Answer
from peereval.report.labels import Labels
from peereval.report.methods.said import Said, cite, mark
from peereval.report.numbers import format_percent

_ESTIMANDS = ("att", "overlap", "ate")


def selection_said(labels: Labels, done: Mapping[str, Answer]) -> Iterator[Said]:
    """Yield weights, doubly robust estimates, their standard errors, balance and bounds on trends.

    Parameters
    ----------
    labels
        The labels of the analysis.
    done
        An answer of each sensitivity analysis that was run, by its name.
    """
    yield from _weights(labels, done)
    first = labels.visit(next(iter(labels.study.visits)))
    robust = [one for name, one in done.items() if name.startswith("doubly-robust-")]
    if robust:
        yield cite(labels, labels.say("methods.doubly_robust", visit=first), "wooldridge", "sloczynski")
    if "dr-did" in done:
        yield cite(labels, labels.say("methods.dr_did"), "santanna_zhao")
    made = [one for name, one in done.items() if name.startswith(("weights-", "doubly-robust-", "dr-did"))]
    if made and all("jackknife" in str(one.result.method.get("variance")) for one in made):
        yield cite(labels, labels.say("methods.jackknife"), "efron_stein")
    if labels.analysis.of_kind("balance"):
        yield cite(labels, labels.say("methods.balance"), "austin")
    if labels.analysis.of_kind("weighted_levels"):
        yield cite(labels, labels.say("methods.weighted_levels"), "li_li")
    if labels.analysis.of_kind("parallel_trends"):
        yield cite(labels, labels.say("methods.trends"), "manski_pepper")


def _weights(labels: Labels, done: Mapping[str, Answer]) -> Iterator[Said]:
    """Yield whom the weights are for, what the propensity score is of, and how far they were truncated."""
    asked = [name for name in _ESTIMANDS if f"weights-{name}" in done]
    if not asked:
        return
    method = done[f"weights-{asked[0]}"].result.method
    names = str(method.get("propensity_covariates") or "").split(", ")
    covariates = mark(labels, ";").join(labels.variable(name) for name in names if name)
    estimands = ", ".join(labels.say(f"methods.estimand_{name}") for name in asked)
    works = ["rosenbaum_rubin", *(["li_morgan"] if "overlap" in asked else [])]
    yield cite(labels, labels.say("methods.weights", estimands=estimands, covariates=covariates), *works)
    truncate = method.get("truncate")
    if isinstance(truncate, float) and truncate < 1.0:
        quantile = format_percent(100.0 * truncate, 0, labels.language)
        yield Said(labels.say("methods.truncated", quantile=quantile))
