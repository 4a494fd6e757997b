"""The sentence on each primary outcome: its wording follows from the interval."""

from dataclasses import dataclass
from math import isnan
from typing import Literal

from peereval.report.document import Sentence
from peereval.report.labels import Labels, Measure
from peereval.report.rows import Figure, index_rows
from peereval.report.sentences_beside import Contrast, adjusted_sentence, assumed_sentence, beside_sentence
from peereval.report.sentences_marginal import marginal_sentences
from peereval.report.tables.shared import level_text, results_by_measure
from peereval.report.wording import Value, fill_text
from peereval.results import Result

Verdict = Literal[
    "important_benefit",
    "benefit",
    "small_benefit",
    "important_harm",
    "harm",
    "small_harm",
    "no_important_difference",
    "undecided",
    "benefit_possible",
    "harm_possible",
    "favours",
    "against",
    "includes_zero",
    "above_zero",
    "below_zero",
    "holds_zero",
    "no_interval",
]
Direction = Literal["better", "worse", "unstated"]  # fmt: skip


def read_interval(low: float, high: float, important: float, *, higher_is: Direction) -> Verdict:
    """Say what an interval for a difference holds and excludes, whatever the p value.

    Parameters
    ----------
    low, high
        Bounds of the interval for the group minus the reference, on the scale of the measure; without
        both of them nothing is excluded.
    important
        The smallest difference that matters, positive, on the same scale; missing when none was set.
    higher_is
        Whether a positive difference is `"better"` or `"worse"` for the group, or `"unstated"`.

    Examples
    --------
    >>> read_interval(-0.31, -0.02, 0.3, higher_is="worse")
    'benefit'
    >>> read_interval(-0.2, 0.1, 0.3, higher_is="worse")
    'no_important_difference'
    """
    if isnan(low) or isnan(high):
        return "no_interval"
    if higher_is == "unstated":
        return "above_zero" if low > 0 else "below_zero" if high < 0 else "holds_zero"
    worst, best = (-high, -low) if higher_is == "worse" else (low, high)
    if isnan(important):
        return "favours" if worst > 0 else "against" if best < 0 else "includes_zero"
    if worst > 0:
        return "important_benefit" if worst >= important else "small_benefit" if best < important else "benefit"
    if best < 0:
        return "important_harm" if best <= -important else "small_harm" if worst > -important else "harm"
    possible = (worst <= -important, best >= important)
    names: dict[tuple[bool, bool], Verdict] = {
        (False, False): "no_important_difference",
        (True, True): "undecided",
        (False, True): "benefit_possible",
        (True, False): "harm_possible",
    }
    return names[possible]


@dataclass(frozen=True, slots=True, eq=False)
class Headline:
    """What the first screen says of a primary outcome: its label, the figures, what they hold.

    `beside` gives the other interval and the number of sites, `adjusted` the T0-adjusted
    difference, `assumed` what each of the two differences assumes; empty where there is none.
    """

    measure: str
    estimate: Sentence
    verdict: Sentence
    beside: Sentence = ()
    adjusted: Sentence = ()
    assumed: Sentence = ()


def primary_headlines(labels: Labels) -> tuple[Headline, ...]:
    """Return a headline for each primary outcome and each group seen from the first visit on.

    The contrast is the difference in change from the first visit to the last one, or a ratio of ratios.
    """
    made: list[Headline] = []
    for measure, result in results_by_measure(labels, "change_contrasts"):
        if measure.primary:
            made += _headlines(labels, measure, result)
    made += [Headline(*told) for told in marginal_sentences(labels)]
    return tuple(made)


def _headlines(labels: Labels, measure: Measure, result: Result) -> list[Headline]:
    visits = list(labels.study.visits)
    level = level_text(labels, result.method.get("level"))
    made = []
    for key, figure in index_rows(result, "group", "reference", "baseline", "visit").items():
        if key[2:4] != (visits[0], visits[-1]) or labels.enters_later(key[0]):
            continue
        contrast = Contrast(labels, measure, figure, (key[0], key[1]), (key[2], key[3]), level)
        if isnan(figure.estimate):
            said = fill_text(labels, "sentence.not_estimable", **contrast.names)
            made.append(Headline(measure.label, said, ()))
        else:
            beside, adjusted, assumed = (
                beside_sentence(contrast),
                adjusted_sentence(contrast),
                assumed_sentence(contrast),
            )
            made.append(
                Headline(measure.label, _estimate(contrast), verdict_sentence(contrast), beside, adjusted, assumed)
            )
    return made


def _estimate(contrast: Contrast) -> Sentence:
    labels, decimals = contrast.labels, contrast.measure.decimals
    values: dict[str, Value] = {
        **contrast.names,
        "level": contrast.level,
        "estimate": contrast.figure.number(decimals=decimals),
        "interval": contrast.figure.interval(decimals),
    }
    own, other = (_change(contrast, group) for group in contrast.groups)
    if own is None or other is None:
        return fill_text(labels, "sentence.difference", **values)
    changes = {"own": own.number(decimals=decimals), "other": other.number(decimals=decimals)}
    return fill_text(labels, "sentence.changes", **values, **changes)


def _change(contrast: Contrast, group: str) -> Figure | None:
    for result in contrast.labels.analysis.of_kind("changes", contrast.measure.name):
        found = index_rows(result, "group", "entry", "baseline", "visit").get((group, "", *contrast.visits, "change"))
        if found is not None and not isnan(found.estimate):
            return found
    return None


def verdict_sentence(contrast: Contrast) -> Sentence:
    """Return what the interval of a contrast holds and excludes, and which direction is the better one."""
    labels, measure, figure = contrast.labels, contrast.measure, contrast.figure
    important = measure.figures.get(("important difference",))
    smallest = measure.value("important difference")
    verdict = read_interval(figure.conf_low, figure.conf_high, smallest, higher_is=measure.higher_is)
    shown = important.number(decimals=measure.decimals) if important else ""
    said = fill_text(labels, f"sentence.{verdict}", important=shown, **contrast.names)
    if measure.higher_is == "unstated" or verdict == "no_interval":
        return said
    direction = "lower" if measure.lower_is_better else "higher"
    return (*said, " ", labels.say(f"sentence.{direction}_is_better"))
