"""What the intervals between categories say: their wording follows from the bounds, never from a p value."""

from collections.abc import Iterator
from math import isfinite

from peereval.report.labels import Labels, Measure
from peereval.report.numbers import MINUS, format_figure
from peereval.report.rows import Figure, index_rows
from peereval.report.tables.shared import level_text


def category_label(labels: Labels, moderator: str, category: str) -> str:
    """Return a category in words: a level of the codebook, a value of a number, a name of the study file."""
    if tuple(labels.study.sensitivity.subgroups.get(moderator, ())) == ("continuous",):
        value = float(category)
        return f"{labels.variable(moderator)} = {format_figure(value, 0 if value.is_integer() else 1, labels.language)}"
    return labels.level(moderator, category)


def interaction_sentences(labels: Labels, measure: Measure) -> Iterator[str]:
    """Yield, for each moderator and group compared, how far apart the categories can be at the last visit.

    The sentence says the least and the greatest bound of the intervals between categories;
    whether a difference as large as the important one stays possible; and which pairs have an
    interval that excludes 0.
    """
    for result in labels.analysis.of_kind("subgroup_differences", measure.name):
        index = index_rows(result, "moderator", "group", "category", "against", "visit", "adjust")
        last = list(dict.fromkeys(key[4] for key in index))[-1:]
        shown = {key: one for key, one in index.items() if [key[4]] == last and key[5] == "none"}
        for moderator, group in dict.fromkeys(key[:2] for key in shown):
            own = {key: one for key, one in shown.items() if key[:2] == (moderator, group)}
            if all(isfinite(one.conf_low) for one in own.values()):
                level = level_text(labels, result.method.get("level"))
                yield _sentence(labels, measure, own, {"level": level, "visit": labels.visit(last[0])})


def _sentence(labels: Labels, measure: Measure, own: dict[tuple[str, ...], Figure], values: dict[str, str]) -> str:
    moderator = next(iter(own))[0]
    low, high = min(one.conf_low for one in own.values()), max(one.conf_high for one in own.values())
    bounds = {name: format_figure(value, measure.decimals, labels.language)
              for name, value in (("low", low), ("high", high))}  # fmt: skip
    said = [labels.say("sentence.subgroup_range" if len(own) > 1 else "sentence.subgroup_range_one",
                       measure=measure.label, moderator=labels.variable(moderator), **values, **bounds)]  # fmt: skip
    important = measure.value("important difference")
    if isfinite(important):
        possible = max(abs(low), abs(high)) >= important
        shown = format_figure(important, measure.decimals, labels.language)
        said.append(labels.say(f"sentence.subgroup_{'possible' if possible else 'excluded'}", important=shown))
    apart = [labels.say("table.contrast", minus=MINUS, group=category_label(labels, moderator, key[2]),
                        reference=category_label(labels, moderator, key[3]))
             for key, one in own.items() if one.conf_low > 0 or one.conf_high < 0]  # fmt: skip
    said.append(labels.say("sentence.subgroup_apart", pairs="; ".join(apart)) if apart else
                labels.say(f"sentence.subgroup_zero{'' if len(own) > 1 else '_one'}"))  # fmt: skip
    return " ".join(said)
