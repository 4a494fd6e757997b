"""Missing outcomes and covariates, and what is hidden, as a methods section says them."""

from collections.abc import Iterator

from peereval.report.labels import Labels
from peereval.report.methods.said import Said


def missing_said(labels: Labels) -> Iterator[Said]:
    """Yield what becomes of missed visits and of people who lack a covariate, model by model."""
    if labels.analysis.of_kind("fit"):
        yield Said(labels.say("report.methods_missing_outcomes"))
    typed = labels.analysis.of_kind("marginal_contrasts")
    if typed:
        weighted = any(note.code == "marginal_attendance" for fit in typed for note in fit.notes)
        yield Said(labels.say("report.methods_marginal_weighted" if weighted else "report.methods_marginal_unweighted"))
    if labels.study.model.covariates and (typed or labels.analysis.of_kind("fit")):
        yield Said(labels.say("report.methods_missing_covariates"))


def disclosure_said(labels: Labels) -> Iterator[Said]:
    """Yield what is hidden in a version that may leave."""
    if labels.study.audience == "external":
        yield Said(labels.say("report.methods_disclosure", most=labels.study.smallest_cell - 1), ("hundepool",))
