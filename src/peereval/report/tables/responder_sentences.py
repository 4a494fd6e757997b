"""What the shares of responders say, in a sentence whose wording follows from the interval."""

from collections.abc import Iterator
from math import isnan

from peereval.report.labels import Labels, Measure
from peereval.report.numbers import format_figure
from peereval.report.rows import Figure, index_rows
from peereval.report.tables.shared import level_text
from peereval.results import Result


def responder_sentences(labels: Labels, measure: Measure, result: Result) -> Iterator[str]:
    """Yield a sentence for each group compared, at the last visit and the first threshold told."""
    index = index_rows(result, "threshold", "visit", "group", "reference", "baseline")
    found = [(key, one) for key, one in index.items() if key[-1] == "difference in risk"]
    if not found:
        return
    threshold, visit = found[0][0][0], found[-1][0][1]
    limits = labels.analysis.of_kind("change_thresholds", measure.name)
    limit = index_rows(limits[0], "threshold").get((threshold, "threshold")) if limits else None
    for key, risk in found:
        if key[:2] == (threshold, visit) and limit is not None and not isnan(risk.estimate):
            said = {
                "measure": measure.label,
                "visit": labels.visit(visit),
                "limit": format_figure(limit.estimate, measure.decimals, labels.language),
                "group": labels.group(key[2]),
                "reference": labels.group(key[3]),
                "level": level_text(labels, result.method.get("level")),
            }
            yield labels.say(_wording(risk), **said, **_points(labels, risk))


def _wording(risk: Figure) -> str:
    """Return the sentence that an interval allows: more, fewer, or not settled."""
    if risk.conf_low > 0.0:
        return "table.responders_more"
    return "table.responders_fewer" if risk.conf_high < 0.0 else "table.responders_unsettled"


def _points(labels: Labels, risk: Figure) -> dict[str, str]:
    """Return the difference and its limits in people of 100, turned round where fewer improved."""
    ends = [risk.estimate, risk.conf_low, risk.conf_high]
    if risk.conf_high < 0.0:
        ends = [-risk.estimate, -risk.conf_high, -risk.conf_low]
    return {
        name: format_figure(one, 0, labels.language) for name, one in zip(("points", "low", "high"), ends, strict=True)
    }
