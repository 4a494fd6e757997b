"""Evidence on the results: what was found, under which analyses, how balanced, how reliable."""

from math import isnan

from peereval.report.answers import MAIN, Answer, answers_of
from peereval.report.checklists.sayings import (
    first_visit,
    index_kind,
    join_sentences,
    known,
    last_visit,
    primary_measures,
    say_list,
)
from peereval.report.document import Sentence
from peereval.report.labels import Labels
from peereval.report.rows import Figure
from peereval.report.sentences import primary_headlines
from peereval.report.wording import fill_text


def headlines(labels: Labels) -> Sentence:
    """Return the sentence on each primary outcome."""
    return join_sentences(
        fill_text(labels, "evidence.headline", measure=one.measure, said=one.estimate)
        for one in primary_headlines(labels)
        if one.estimate
    )


def adjusted(labels: Labels) -> Sentence:
    """Return the difference at the same value at the first visit, of each primary outcome."""
    return join_sentences(
        fill_text(labels, "evidence.headline", measure=one.measure, said=one.adjusted)
        for one in primary_headlines(labels)
        if one.adjusted
    )


def balance(labels: Labels) -> Sentence:
    """Return the largest standardised difference before and after weighting."""
    index = index_kind(labels, "balance", "group", "reference", "estimand", "variable", "level", "when", "arm")
    parts = []
    for key, before in index.items():
        group, reference, estimand, *_, when, _, quantity = key
        after = index.get((group, reference, estimand, "", "", "after", "", quantity))
        if (when, quantity) == ("before", "largest smd") and after and known(before) and known(after):
            parts.append(fill_text(labels, "evidence.balanced", group=labels.group(group), estimand=estimand.upper(),
                                   before=before.number(), after=after.number()))  # fmt: skip
    return say_list(labels, "evidence.balance", parts)


def analyses(labels: Labels) -> Sentence:
    """Return the names of the sensitivity analyses."""
    asked = [one for name in labels.measures for one in answers_of(labels, name) if one.analysis not in MAIN]
    return say_list(labels, "evidence.analyses", ((name,) for name in dict.fromkeys(one.name(labels) for one in asked)))


def spread(labels: Labels) -> Sentence:
    """Return between which estimates the analyses of the main contrast lie, at the last visit."""
    said = []
    for name in labels.measures:
        found = _answers(labels, name)
        for group in dict.fromkeys(one.group for one in found):
            own = [one for one in found if one.group == group]
            low, high = (pick(own, key=lambda one: one.figure.estimate) for pick in (min, max))
            said.append(_between(labels, name, low, high, "evidence.spread"))
    return join_sentences(said)


def completers_imputed(labels: Labels) -> Sentence:
    """Return the main contrast among people seen at every visit, and after multiple imputation."""
    said = []
    for name in labels.measures:
        found = {(one.group, one.analysis): one for one in _answers(labels, name)}
        for (group, analysis), one in found.items():
            other = found.get((group, "multiple-imputation"))
            if analysis == "completers" and other is not None:
                said.append(_between(labels, name, one, other, "evidence.completers_imputed"))
    return join_sentences(said)


def _answers(labels: Labels, measure: str) -> list[Answer]:
    visit = last_visit(labels)
    return [one for one in answers_of(labels, measure) if one.visit == visit and not isnan(one.figure.estimate)]


def _between(labels: Labels, measure: str, one: Answer, other: Answer, key: str) -> Sentence:
    known_as = labels.measure(measure)
    return fill_text(
        labels, key, measure=known_as.label, group=labels.group(one.group), visit=labels.visit(one.visit),
        low=one.figure.number(decimals=known_as.decimals), low_name=one.name(labels),
        high=other.figure.number(decimals=known_as.decimals), high_name=other.name(labels),
    )  # fmt: skip


def subgroups(labels: Labels) -> Sentence:
    """Return the joint test of each subgroup question."""
    parts = []
    for result in labels.analysis.of_kind("subgroup_joint_test"):
        for key, figure in _rows(labels, "subgroup_joint_test", result.outcome, "moderator", "group", "visit"):
            if not key[2] and not isnan(figure.p_value):
                parts.append(fill_text(labels, "evidence.subgroup", measure=labels.measure(result.outcome).label,
                                       moderator=labels.variable(key[0]),
                                       p=figure.number("p_value", style="p")))  # fmt: skip
    return say_list(labels, "evidence.subgroups", parts)


def reliability(labels: Labels) -> Sentence:
    """Return Cronbach's alpha of each primary measure at the first visit, with its interval."""
    parts = []
    for name in primary_measures(labels):
        found = index_kind(labels, "reliability", "visit", "item", outcome=name).get((first_visit(labels), "", "alpha"))
        if found is not None and known(found):
            parts.append(fill_text(labels, "evidence.alpha", measure=labels.measure(name).label,
                                   alpha=found.number(), interval=found.interval()))  # fmt: skip
    return say_list(labels, "evidence.reliability", parts, visit=labels.visit(first_visit(labels)))


def e_values(labels: Labels) -> Sentence:
    """Return how strong an unmeasured confounder would have to be, for each primary contrast."""
    return _last(labels, "e_value", "E-value", "evidence.e_value")


def trends(labels: Labels) -> Sentence:
    """Return which departure from parallel trends would explain the main contrast."""
    return _last(labels, "parallel_trends", "bias that reaches the interval", "evidence.trends")


def _last(labels: Labels, kind: str, quantity: str, text: str) -> Sentence:
    parts = []
    for result in labels.analysis.of_kind(kind):
        for key, figure in _rows(labels, kind, result.outcome, "group", "visit"):
            if key[1:] == (last_visit(labels), quantity) and known(figure):
                measure = labels.measure(result.outcome)
                decimals = measure.decimals if kind == "parallel_trends" else 2
                parts.append(fill_text(labels, "evidence.of_measure", measure=measure.label,
                                       group=labels.group(key[0]),
                                       figure=figure.number(decimals=decimals)))  # fmt: skip
    return say_list(labels, text, parts, visit=labels.visit(last_visit(labels)))


def turning(labels: Labels) -> Sentence:
    """Return how much worse than assumed missed visits would have to be for the conclusion to turn."""
    parts = []
    for result in labels.analysis.of_kind("tipping_point"):
        for key, figure in _rows(labels, "tipping_point", result.outcome, "moved", "visit"):
            if key[2].startswith("turning delta") and not key[2].endswith("in SD") and known(figure):
                measure = labels.measure(result.outcome)
                parts.append(fill_text(labels, "evidence.of_measure", measure=measure.label,
                                       group=labels.group(key[0]),
                                       figure=figure.number(decimals=measure.decimals)))  # fmt: skip
    return say_list(labels, "evidence.turning", parts)


def _rows(labels: Labels, kind: str, outcome: str, *names: str) -> list[tuple[tuple[str, ...], Figure]]:
    return list(index_kind(labels, kind, *names, outcome=outcome).items())
