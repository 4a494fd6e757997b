"""The paragraphs on a continuous score: who was analysed, changes, their difference, what the interval holds."""

from collections.abc import Iterator
from math import isfinite, isnan

from peereval.report.document import Sentence
from peereval.report.labels import Labels, Measure
from peereval.report.paragraphs.figures import figure_pieces, listed, p_pieces, shown
from peereval.report.rows import Figure, index_rows
from peereval.report.sentences import read_interval, verdict_sentence
from peereval.report.sentences_beside import Contrast
from peereval.report.tables.families import family_label
from peereval.report.tables.shared import level_text
from peereval.report.wording import Value, fill_text
from peereval.results import Result


def analysed_sentence(labels: Labels, measure: Measure) -> Sentence:
    """Return how many people of each group the model of a measure was fitted to; nothing where all are hidden."""
    for result in labels.analysis.of_kind("analysed", measure.name):
        index = index_rows(result, "group", "visit")
        found = {group: index[group, "", "analysed"] for group in labels.study.groups
                 if (group, "", "analysed") in index}  # fmt: skip
        if all(one.hidden for one in found.values()):
            return ()
        parts = [
            fill_text(labels, "outcome.analysed_group", group=labels.group(group), n=one.number(style="count"))
            for group, one in found.items()
            if one.some
        ]
        if parts:
            return fill_text(labels, "outcome.analysed", groups=listed(labels, parts))
    return ()


def score_paragraphs(labels: Labels, measure: Measure) -> Iterator[list[Sentence]]:
    """Yield the paragraphs of a score as lists of sentences: a longer text for a primary outcome."""
    visits = list(labels.study.visits)
    for result in labels.analysis.of_kind("change_contrasts", measure.name):
        contrasts = [one for one in _contrasts(labels, measure, result) if one.visits[0] == visits[0]]
        for group in dict.fromkeys(one.groups[0] for one in contrasts):
            own = sorted(
                (one for one in contrasts if one.groups[0] == group), key=lambda one: visits.index(one.visits[1])
            )
            yield from _group(labels, measure, own)


def _contrasts(labels: Labels, measure: Measure, result: Result) -> Iterator[Contrast]:
    level = level_text(labels, result.method.get("level"))
    for key, figure in index_rows(result, "group", "reference", "baseline", "visit").items():
        if not labels.enters_later(key[0]):
            yield Contrast(labels, measure, figure, (key[0], key[1]), (key[2], key[3]), level)


def _group(labels: Labels, measure: Measure, contrasts: list[Contrast]) -> Iterator[list[Sentence]]:
    """Yield what is said of one group: the last visit, then the visits before it and what stands beside."""
    last, long = contrasts[-1], measure.primary
    first = [_main(last, long=long)]
    if long and shown(last.figure):
        first.append(verdict_sentence(last))
    after = [_effect_size(last)]
    after += [_read(one, "outcome.at_visit", one.figure, long=long) for one in contrasts[:-1] if shown(one.figure)]
    after += [_adjusted(last, long=long), *_families(labels, measure, contrasts)]
    kept = [one for one in after if one]
    yield from [first, kept] if long else [[*first, *kept]]


def _main(contrast: Contrast, *, long: bool) -> Sentence:
    """Return the change of each group and the difference between them; with intervals of both where it is long."""
    labels, figure = contrast.labels, contrast.figure
    if figure.hidden or isnan(figure.estimate):
        key = "outcome.hidden" if figure.hidden else "outcome.not_estimable"
        return fill_text(labels, key, **contrast.names)
    own, other = (_change(contrast, group) for group in contrast.groups)
    values: dict[str, Value] = {**contrast.names, "figures": _figures(contrast, figure)}
    key = "outcome.difference"
    if own is not None and other is not None:
        key = "outcome.changes"
        for name, one in (("own", own), ("other", other)):
            short = one.number(decimals=contrast.measure.decimals)
            values[name] = _figures(contrast, one, p_value=False) if long else short
    if long:
        return fill_text(labels, key, **values)
    return fill_text(labels, f"{key}_read", **values, reading=reading_pieces(contrast, figure))


def _figures(contrast: Contrast, figure: Figure, *, p_value: bool = True) -> Sentence:
    return figure_pieces(contrast.labels, figure, contrast.measure.decimals, contrast.level, p_value=p_value)


def _change(contrast: Contrast, group: str) -> Figure | None:
    for result in contrast.labels.analysis.of_kind("changes", contrast.measure.name):
        found = index_rows(result, "group", "entry", "baseline", "visit").get((group, "", *contrast.visits, "change"))
        if shown(found):
            return found
    return None


def _read(contrast: Contrast, key: str, figure: Figure, *, long: bool) -> Sentence:
    """Return a sentence on a difference; what its interval holds and excludes where it is long."""
    figures = _figures(contrast, figure)
    if not long:
        return fill_text(contrast.labels, f"{key}_short", **contrast.names, figures=figures)
    return fill_text(contrast.labels, key, **contrast.names, figures=figures,
                     reading=reading_pieces(contrast, figure))  # fmt: skip


def reading_pieces(contrast: Contrast, figure: Figure) -> Sentence:
    """Return what an interval holds and excludes, as the end of a sentence."""
    measure = contrast.measure
    important = measure.figures.get(("important difference",))
    limit = measure.value("important difference")
    verdict = read_interval(figure.conf_low, figure.conf_high, limit, higher_is=measure.higher_is)
    number = important.number(decimals=measure.decimals) if important else ""
    return fill_text(contrast.labels, f"outcome.reading_{verdict}", **contrast.names, important=number)


def _effect_size(contrast: Contrast) -> Sentence:
    for result in contrast.labels.analysis.of_kind("effect_size", contrast.measure.name):
        index = index_rows(result, "contrast", "group", "reference", "baseline", "visit")
        key = ("change_contrasts", *contrast.groups, *contrast.visits, "standardised difference in change")
        found = index.get(key)
        if found is not None and shown(found):
            figures = figure_pieces(contrast.labels, found, 2, contrast.level, p_value=False)
            return fill_text(contrast.labels, "outcome.effect_size", **contrast.names, figures=figures)
    return ()


def _adjusted(contrast: Contrast, *, long: bool) -> Sentence:
    found = contrast.beside("t0_adjusted")
    return _read(contrast, "outcome.t0_adjusted", found[1], long=long) if found and shown(found[1]) else ()


def _families(labels: Labels, measure: Measure, contrasts: list[Contrast]) -> Iterator[Sentence]:
    """Yield the decision on each hypothesis of the families, or that there is none."""
    for result in labels.analysis.of_kind("families", measure.name):
        index = index_rows(result, "family", "group", "visit", "reference", "baseline")
        named: dict[tuple[str, ...], Contrast] = {
            (one.groups[0], one.visits[1], one.groups[1], one.visits[0]): one for one in contrasts
        }
        decided = [
            _decision(labels, named[key[1:5]], key[0], figure, str(result.method.get("adjust")))
            for key, figure in index.items()
            if key[1:5] in named and figure.note in ("rejected", "not rejected", "not tested")
        ]
        if not decided and any(shown(one.figure) for one in contrasts):
            decided = [fill_text(labels, "outcome.exploratory")]
        yield from decided


def _decision(labels: Labels, contrast: Contrast, family: str, figure: Figure, adjust: str) -> Sentence:
    name = family_label(labels, family)
    told = p_pieces(labels, figure, adjusted=adjust != "none") if isfinite(figure.p_value) else ()
    key = f"outcome.family_{figure.note.replace(' ', '_')}"
    return fill_text(labels, key, visit=contrast.names["visit"], family=name[:1].lower() + name[1:], p=told)
