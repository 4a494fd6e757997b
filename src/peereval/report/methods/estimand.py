"""The estimand in its five attributes, from the study and from what was analysed."""

from collections.abc import Iterator

from peereval.report.document import Fact
from peereval.report.labels import Labels, Measure
from peereval.report.methods.said import Said, cite, list_measures
from peereval.report.rows import index_rows

_SUMMARIES = {"binomial": "binomial", "ordinal": "ordinal", "negative-binomial": "negative_binomial"}


def estimand_facts(labels: Labels) -> tuple[Fact, ...]:
    """Return treatment, population, variable, intercurrent events and summary; () where nothing was compared."""
    if not _compared(labels):
        return ()
    names = [name for name in labels.study.groups if not labels.enters_later(name) and name != labels.study.reference]
    groups = ", ".join(_quoted(labels, name) for name in names)
    treatment = labels.say("methods.treatment_is", groups=groups, reference=labels.group(labels.study.reference))
    said = {"treatment": treatment, "population": _population(labels), "variable": _variable(labels),
            "events": " ".join(_events(labels)), "summary": _summary(labels)}  # fmt: skip
    return tuple(Fact(labels.say(f"methods.{name}"), text) for name, text in said.items())


def estimand_said(labels: Labels) -> Iterator[Said]:
    """Yield what the estimand follows, and what must hold for it to be an effect."""
    if _compared(labels):
        yield cite(labels, labels.say("methods.estimand_stated"), "ich")
    if labels.analysis.of_kind("change_contrasts"):
        yield Said(labels.say("report.methods_assumption"))


def _compared(labels: Labels) -> bool:
    kinds = ("change_contrasts", "marginal_contrasts", "hazard_ratio")
    return any(labels.analysis.of_kind(kind) for kind in kinds)


def _quoted(labels: Labels, group: str) -> str:
    name = labels.group(group)
    return f"«\u00a0{name}\u00a0»" if labels.language == "fr" else f"“{name}”"


def _population(labels: Labels) -> str:
    first = labels.visit(next(iter(labels.study.visits)))
    covariates = ", ".join(labels.variable(name) for name in labels.study.model.covariates)
    key = "methods.population_covariates" if covariates else "methods.population_is"
    return labels.say(key, baseline=first, covariates=covariates)


def _variable(labels: Labels) -> str:
    """Return the changes that are compared, primary outcomes first."""
    visits = [labels.visit(name) for name in labels.study.visits]
    told = [one for one in labels.measures.values() if _contrasted(labels, one)]
    primary, others = ([one.name for one in told if one.primary is asked] for asked in (True, False))
    key = "methods.variable_none" if not primary else "methods.variable_also" if others else "methods.variable_is"
    return labels.say(key, baseline=visits[0], visits=labels.say("methods.variable_or").join(visits[1:]),
                      primary=list_measures(labels, primary), others=list_measures(labels, others))  # fmt: skip


def _contrasted(labels: Labels, measure: Measure) -> bool:
    return any(labels.analysis.of_kind(kind, measure.name) for kind in ("change_contrasts", "marginal_contrasts"))


def _events(labels: Labels) -> Iterator[str]:
    """Yield how a follow-up that ended, and leaving the study, are handled."""
    reasons: dict[str, None] = {}
    ended = False
    for result in labels.analysis.of_kind("exposure"):
        for (reason, quantity), figure in index_rows(result, "reason").items():
            if quantity == "ended" and figure.some:
                ended = True
                reasons |= {labels.reason("exposure_end_reason", reason): None} if reason else {}
    if ended and reasons:
        yield labels.say("methods.events_ended", reasons=", ".join(reasons))
    else:
        # Where reasons or counts are hidden, or nothing ended, the rule stands as long as ends are recorded.
        recorded = ended or "exposure_end" in labels.study.columns.named
        yield labels.say("methods.events_ended_plain" if recorded else "methods.events_none")
    yield labels.say("methods.events_leaving")


def _summary(labels: Labels) -> str:
    """Return what summarises the population: a difference in mean change, and what other outcomes have."""
    parts = []
    if labels.analysis.of_kind("change_contrasts"):
        plain = "" if labels.study.model.covariates else "_plain"
        parts.append(labels.say(f"methods.summary_scores{plain}"))
    families: dict[str, list[str]] = {}
    for result in labels.analysis.of_kind("marginal_contrasts"):
        families.setdefault(str(result.method.get("family")), []).append(result.outcome)
    for family, names in families.items():
        if family in _SUMMARIES:
            key = f"methods.summary_{_SUMMARIES[family]}"
            parts.append(labels.say(key, measures=list_measures(labels, names)))
    waits = [result.outcome for result in labels.analysis.of_kind("hazard_ratio")]
    parts += [labels.say("methods.summary_event", measures=list_measures(labels, waits))] if waits else []
    joined = "\u00a0; ".join(parts) if labels.language == "fr" else "; ".join(parts)
    return f"{joined[:1].upper()}{joined[1:]}."
