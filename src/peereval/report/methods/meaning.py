"""What was done with outcomes that are no score, with times to an event, and with what a change means."""

from collections.abc import Iterator

from peereval.report.labels import Labels
from peereval.report.methods.said import Said, cite

_EVENTS = {"survival": ("kaplan_meier",), "hazard_ratio": ("cox", "efron"), "restricted_mean": ("royston_parmar",)}


def typed_said(labels: Labels) -> Iterator[Said]:
    """Yield what was done with events, ordered categories, counts, and times to an event."""
    fits = labels.analysis.of_kind("marginal_contrasts")
    if fits:
        listed = ", ".join(labels.measure(fit.outcome).label for fit in fits)
        text = labels.say("report.methods_marginal", measures=listed)
        yield cite(labels, text, "liang_zeger", "bell_mccaffrey", "mccaffrey_bell")
    for family in dict.fromkeys(str(fit.method.get("family")) for fit in fits):
        yield Said(labels.say(f"report.methods_family_{family.replace('-', '_')}"))
    for kind, works in _EVENTS.items():
        if labels.analysis.of_kind(kind):
            yield cite(labels, labels.say(f"report.methods_{kind}"), *works)


def meaning_said(labels: Labels) -> Iterator[Said]:
    """Yield what was done to say what a change means: responders, E-values, dose."""
    for result in labels.analysis.of_kind("responders")[:1]:
        failures = result.method.get("unobserved") == "nonresponder"
        works = ("altman",) if failures else ("floden_bell", "rubin", "altman")
        yield Said(labels.say("report.methods_responders_failures" if failures else "report.methods_responders",
                              imputations=result.method.get("imputations")), works)  # fmt: skip
    if labels.analysis.of_kind("e_value"):
        yield Said(labels.say("report.methods_e_value"), ("vanderweele_ding",))
    if labels.analysis.of_kind("dose"):
        yield Said(labels.say("report.methods_dose"))
