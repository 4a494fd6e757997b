"""The four flags of the first screen: selection, drop-out, survivors, missing covariates."""

from dataclasses import dataclass
from math import isnan

from peereval.report.document import Sentence
from peereval.report.flag_ranges import range_sentences
from peereval.report.labels import Labels
from peereval.report.rows import Figure, Index, distinct, index_rows
from peereval.report.wording import fill_text, join_pieces

SMD_LIMIT = 0.1
RETAINED_LIMIT = 80.0
_BETWEEN = " · "


@dataclass(frozen=True, slots=True, eq=False)
class Flag:
    """One caution: its name, whether it is raised, the sentence with its figures, and what was done about it.

    `answers` says the range of the answers of the analyses that speak about it; `key` is what in
    study.yaml would run one, empty where one was run.
    """

    id: str
    title: str
    raised: bool
    sentence: Sentence
    answers: tuple[Sentence, ...] = ()
    key: str = ""


def raise_flags(labels: Labels) -> tuple[Flag, ...]:
    """Return the flags that the results can decide, raised or not, always in the same order."""
    made = (_selection(labels), _drop_out(labels), _survivors(labels), _missing_covariate(labels))
    return tuple(flag for flag in made if flag is not None)


def _flag(labels: Labels, name: str, *, raised: bool, sentence: Sentence) -> Flag:
    # Where nobody entered later or nobody lacks a covariate there is nothing to ask.
    asked = raised or name in ("selection", "drop_out")
    answers, key = range_sentences(labels, name) if asked else ((), "")
    return Flag(name, labels.say(f"flag.{name}"), raised, sentence, answers, key)


def _index(labels: Labels, kind: str, *names: str) -> Index:
    found = labels.analysis.of_kind(kind)
    return index_rows(found[0], *names) if found else {}


def _selection(labels: Labels) -> Flag | None:
    index = _index(labels, "baseline", "variable", "level", "group")
    parts, raised = [], False
    for group in distinct(index, 2):
        found = {key[0]: figure for key, figure in index.items()
                 if key[2:] == (group, "smd") and not isnan(figure.estimate)}  # fmt: skip
        if not found or labels.enters_later(group):
            continue
        name = max(found, key=lambda variable: abs(found[variable].estimate))
        raised = raised or abs(found[name].estimate) > SMD_LIMIT
        parts.append(fill_text(labels, "flag.selection_group", group=labels.group(group),
                               variable=labels.variable(name), smd=found[name].number()))  # fmt: skip
    if not parts:
        return None
    sentence = fill_text(labels, "flag.selection_text", reference=labels.group(labels.study.reference),
                         groups=join_pieces(parts, _BETWEEN))  # fmt: skip
    return _flag(labels, "selection", raised=raised, sentence=sentence)


def _drop_out(labels: Labels) -> Flag | None:
    index = _index(labels, "flow", "group", "entry", "visit")
    visit = list(labels.study.visits)[-1]
    found = {group: index[group, "", visit, "retained"] for group in distinct(index, 0)
             if (group, "", visit, "retained") in index and not labels.enters_later(group)}  # fmt: skip
    found = {group: figure for group, figure in found.items() if not isnan(figure.estimate)}
    if not found:
        return None
    groups = _listed(labels, found, style="percent")
    raised = any(figure.estimate < RETAINED_LIMIT for figure in found.values())
    sentence = fill_text(labels, "flag.drop_out_text", visit=labels.visit(visit), groups=groups)
    return _flag(labels, "drop_out", raised=raised, sentence=sentence)


def _survivors(labels: Labels) -> Flag:
    later = [labels.group(group) for group in labels.study.groups if labels.enters_later(group)]
    if not later:
        return _flag(labels, "survivors", raised=False, sentence=fill_text(labels, "flag.survivors_none"))
    first = labels.visit(next(iter(labels.study.visits)))
    sentence = fill_text(labels, "flag.survivors_text", groups=", ".join(later), visit=first)
    return _flag(labels, "survivors", raised=True, sentence=sentence)


def _missing_covariate(labels: Labels) -> Flag | None:
    measure = next(iter(labels.measures), "")
    found = labels.analysis.of_kind("analysed", measure)
    if not found:
        return None
    index = index_rows(found[0], "group", "visit")
    lost: dict[str, Figure] = {}
    for group in distinct(index, 0):
        rows = {key[1]: figure for key, figure in index.items() if key[0] == group and key[2] == "missing covariate"}
        if rows:
            lost[group] = rows.get("") or max(rows.values(), key=lambda figure: figure.estimate)
    if not any(figure.estimate for figure in lost.values()):
        sentence = fill_text(labels, "flag.missing_covariate_none")
        return _flag(labels, "missing_covariate", raised=False, sentence=sentence)
    sentence = fill_text(labels, "flag.missing_covariate_text", groups=_listed(labels, lost, style="count"))
    return _flag(labels, "missing_covariate", raised=True, sentence=sentence)


def _listed(labels: Labels, found: dict[str, Figure], *, style: str) -> Sentence:
    parts = [
        fill_text(labels, "flag.group_figure", group=labels.group(group),
                  figure=figure.number(style="percent" if style == "percent" else "count", decimals=1))
        for group, figure in found.items()
    ]  # fmt: skip
    return join_pieces(parts, _BETWEEN)
