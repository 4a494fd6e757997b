"""The sentences of the methods paragraph about what change means and about times to an event."""

from collections.abc import Iterator

from peereval.report.labels import Labels

_SAID = ("e_value", "dose", "survival", "hazard_ratio", "restricted_mean")


def change_methods(labels: Labels) -> Iterator[str]:
    """Yield a sentence for each part that was done."""
    for result in labels.analysis.of_kind("responders")[:1]:
        failures = result.method.get("unobserved") == "nonresponder"
        yield labels.say("report.methods_responders_failures" if failures else "report.methods_responders",
                         imputations=result.method.get("imputations"))  # fmt: skip
    for kind in _SAID:
        if labels.analysis.of_kind(kind):
            yield labels.say(f"report.methods_{kind}")
