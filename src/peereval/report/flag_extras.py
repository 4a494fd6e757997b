"""What an analysis without an answer of its own says of a flag: how much bias, which delta, which band."""

from collections.abc import Iterator
from math import isfinite, isnan

from peereval.report.answers import Answer
from peereval.report.document import Sentence
from peereval.report.labels import Labels, Measure
from peereval.report.rows import index_rows
from peereval.report.turning import Turning, read_turnings
from peereval.report.wording import fill_text

_CONTRAST = ("group", "visit", "reference", "baseline")


def extra_sentences(labels: Labels, flag: str, measure: Measure, main: Answer) -> tuple[Sentence, ...]:
    """Return what bounds, tipping point and band say of a primary contrast, each under its flag.

    Parameters
    ----------
    labels
        The labels of the analysis.
    flag
        "selection", "drop_out", "survivors" or "missing_covariate".
    measure, main
        The primary outcome, and its main answer at the last visit.
    """
    if flag == "selection":
        return tuple(_trends(labels, measure, main))
    if flag == "drop_out":
        return tuple(_turns(labels, measure, main))
    return tuple(_band(labels, measure, main)) if flag == "survivors" else ()


def _trends(labels: Labels, measure: Measure, main: Answer) -> Iterator[Sentence]:
    """Yield how far changes would have had to differ without the programme."""
    for result in labels.analysis.of_kind("parallel_trends", measure.name):
        key = (main.group, main.visit, main.reference, main.baseline, "", "bias that reaches the interval")
        bias = index_rows(result, *_CONTRAST, "share").get(key)
        if bias is not None and isfinite(bias.estimate):
            number = bias.number(decimals=measure.decimals + 1)
            yield fill_text(labels, "flag.trends", visit=labels.visit(main.visit), bias=number)


def _turns(labels: Labels, measure: Measure, main: Answer) -> Iterator[Sentence]:
    """Yield the delta of the group compared at which the interval reaches or leaves 0."""
    for result in labels.analysis.of_kind("tipping_point", measure.name):
        for turning in read_turnings(result):
            if (turning.group, turning.visit) == (main.group, main.visit):
                yield from _turn(labels, measure, turning)


def _turn(labels: Labels, measure: Measure, turning: Turning) -> Iterator[Sentence]:
    plain = turning.plain
    if plain is None or isnan(plain.conf_low) or isnan(plain.conf_high):
        return
    holds = "_holds" if plain.conf_low <= 0.0 <= plain.conf_high else ""
    names = {"group": labels.group(turning.group), "visit": labels.visit(turning.visit)}
    found = turning.nearest("group")
    if found is None:
        yield fill_text(labels, f"flag.turns_never{holds}", **names)
        return
    side, delta = found
    sd = turning.deltas.get(("group", f"turning delta {side} 0 in SD"))
    number = delta.number(decimals=measure.decimals + 1)
    yield fill_text(labels, f"flag.turns{holds}", **names, delta=number, sd=sd.number() if sd else "–")
    if turning.signed:
        yield fill_text(labels, "flag.turns_worse")


def _band(labels: Labels, measure: Measure, main: Answer) -> Iterator[Sentence]:
    """Yield between which means a group of survivors lies when those no longer followed are counted too."""
    for result in labels.analysis.of_kind("survivors", measure.name):
        index = index_rows(result, "group", "visit", "share", "delta")
        for group in dict.fromkeys(key[0] for key in index):
            own = {key[2:]: one for key, one in index.items() if key[:2] == (group, main.visit)}
            known = [one for one in own.values() if isfinite(one.estimate)]
            seen = [one for key, one in own.items() if float(key[1]) == 0.0 and isfinite(one.estimate)]
            if known and seen:
                low, high = (end(known, key=lambda one: one.estimate) for end in (min, max))
                yield fill_text(labels, "flag.band", group=labels.group(group), visit=labels.visit(main.visit),
                                low=low.number(decimals=measure.decimals),
                                high=high.number(decimals=measure.decimals),
                                seen=seen[0].number(decimals=measure.decimals))  # fmt: skip
