"""What stands beside the sentence on a primary outcome: the other interval, the T0-adjusted difference."""

from dataclasses import dataclass
from math import isnan

from peereval.report.document import Sentence
from peereval.report.labels import Labels, Measure
from peereval.report.rows import Figure, index_rows
from peereval.report.tables.shared import variance_text
from peereval.report.wording import Value, fill_text
from peereval.results import Result


@dataclass(frozen=True, slots=True, eq=False)
class Contrast:
    """One primary contrast with what its sentences need."""

    labels: Labels
    measure: Measure
    figure: Figure
    groups: tuple[str, str]
    visits: tuple[str, str]
    level: str

    @property
    def names(self) -> dict[str, Value]:
        """The labels of groups and visits, as the sentences name them."""
        group, reference = (self.labels.group(name) for name in self.groups)
        baseline, visit = (self.labels.visit(name) for name in self.visits)
        return {"group": group, "reference": reference, "baseline": baseline, "visit": visit}

    def beside(self, kind: str) -> tuple[Result, Figure] | None:
        """Return the result of another kind and its row for this contrast, if it has figures."""
        for result in self.labels.analysis.of_kind(kind, self.measure.name):
            rows = {key[:4]: one for key, one in index_rows(result, "group", "reference", "baseline", "visit").items()}
            found = rows.get((*self.groups, *self.visits))
            if found is not None and not isnan(found.estimate):
                return result, found
        return None


def beside_sentence(contrast: Contrast) -> Sentence:
    """Return how the interval that leads was made, the other one, and the number of sites."""
    labels, found = contrast.labels, contrast.beside("change_contrasts_beside")
    leading = labels.analysis.of_kind("change_contrasts", contrast.measure.name)
    own = variance_text(labels, leading[0]) if leading else ""
    if found is None or not own:
        return ()
    result, other = found
    said = fill_text(
        labels,
        "sentence.beside",
        own=own,
        df=contrast.figure.number("df", decimals=1),
        other=variance_text(labels, result),
        other_df=other.number("df", decimals=1),
        interval=other.interval(contrast.measure.decimals),
    )
    return (*said, *_sites(contrast), *_narrower(contrast, leading[0], other))


def _narrower(contrast: Contrast, leading: Result, other: Figure) -> Sentence:
    """Say that the leading interval, robust, is narrower than the one of the model, where it is."""
    width, beside = (one.conf_high - one.conf_low for one in (contrast.figure, other))
    if not str(leading.method.get("variance", "")).startswith("cr") or not width < beside:
        return ()
    return (" ", *fill_text(contrast.labels, "sentence.narrower"))


def _sites(contrast: Contrast) -> Sentence:
    for result in contrast.labels.analysis.of_kind("fit", contrast.measure.name):
        sites = index_rows(result).get(("sites",))
        if sites is not None:
            return (" ", *fill_text(contrast.labels, "sentence.sites", sites=sites.number(style="count")))
    return ()


def adjusted_sentence(contrast: Contrast) -> Sentence:
    """Return the difference between groups at the same value at the first visit, with its interval."""
    found = contrast.beside("t0_adjusted")
    if found is None:
        return ()
    _, figure = found
    decimals = contrast.measure.decimals
    values: dict[str, Value] = {
        **contrast.names,
        "level": contrast.level,
        "estimate": figure.number(decimals=decimals),
        "interval": figure.interval(decimals),
    }
    return fill_text(contrast.labels, "sentence.t0_adjusted", **values)


def assumed_sentence(contrast: Contrast) -> Sentence:
    """Return what each of the two differences assumes, where both stand."""
    if contrast.beside("t0_adjusted") is None:
        return ()
    return fill_text(contrast.labels, "sentence.assumed", **contrast.names)
