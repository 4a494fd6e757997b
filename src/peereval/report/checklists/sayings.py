"""How evidence is said: figures of a result by group, in a sentence of terms.csv."""

from collections.abc import Iterable, Mapping, Sequence
from math import isnan

from peereval.report.document import Sentence
from peereval.report.labels import Labels
from peereval.report.rows import Figure, Index, index_rows
from peereval.report.table import Style
from peereval.report.wording import Value, fill_text, join_pieces


def index_kind(labels: Labels, kind: str, *names: str, outcome: str | None = None) -> Index:
    """Return the rows of the first result of a kind by the values of keys; empty where there is none."""
    found = labels.analysis.of_kind(kind, outcome)
    return index_rows(found[0], *names) if found else {}


def last_visit(labels: Labels) -> str:
    """Return the last visit of the study."""
    return list(labels.study.visits)[-1]


def first_visit(labels: Labels) -> str:
    """Return the first visit of the study."""
    return next(iter(labels.study.visits))


def starting_groups(labels: Labels) -> list[str]:
    """Return the groups that are seen from the first visit on."""
    return [name for name in labels.study.groups if not labels.enters_later(name)]


def primary_measures(labels: Labels) -> list[str]:
    """Return the primary measures."""
    return [measure.name for measure in labels.measures.values() if measure.primary]


def known(figure: Figure | None) -> bool:
    """Say whether there is a figure to print: a hidden one is said to be hidden."""
    return figure is not None and (figure.hidden or not isnan(figure.estimate))


def say_group(labels: Labels, group: str, figure: Figure, *, style: Style = "count", decimals: int = 0) -> Sentence:
    """Return a group with a figure, such as "Control districts 205"."""
    number = figure.number(style=style, decimals=decimals)
    return fill_text(labels, "flag.group_figure", group=labels.group(group), figure=number)


def say_list(labels: Labels, key: str, parts: Iterable[Sentence], /, **values: Value) -> Sentence:
    """Return a text of terms.csv with `{listed}` filled by the parts; nothing where there is no part."""
    found = [part for part in parts if part]
    if not found:
        return ()
    return fill_text(labels, key, listed=join_pieces(found, list_mark(labels)), **values)


def list_mark(labels: Labels) -> str:
    """Return what stands between the parts of a list whose parts have commas."""
    return "\u00a0; " if labels.language == "fr" else "; "


def join_sentences(sentences: Iterable[Sentence]) -> Sentence:
    """Return sentences one after the other; empty ones are left out."""
    return join_pieces([sentence for sentence in sentences if sentence], " ")


def largest(figures: Mapping[str, Figure]) -> str:
    """Return the name of the figure farthest from 0."""
    return max(figures, key=lambda name: abs(figures[name].estimate))


def words(labels: Labels, key: str, names: Sequence[str]) -> Sentence:
    """Return a text of terms.csv with `{listed}` filled by names; nothing where there is none."""
    return fill_text(labels, key, listed=", ".join(names)) if names else ()
