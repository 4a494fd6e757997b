"""The range of the answers of the analyses that speak about a flag, and on which side they lie."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite, isnan

import numpy as np

from peereval.report.answers import Answer, every_answer
from peereval.report.document import Sentence
from peereval.report.flag_extras import extra_sentences
from peereval.report.labels import Labels, Measure
from peereval.report.table import Number
from peereval.report.wording import fill_text, join_pieces

SPEAKING = {
    "selection": ("t0-adjusted", "weights-", "doubly-robust-", "dr-did", "attendance-and-att"),
    "drop_out": ("attendance-weights", "attendance-and-att", "completers", "multiple-imputation", "delta-", "copy-",
                 "jump-", "last-mean-"),
    "survivors": ("without-late-entrants",),
    "missing_covariate": ("covariates-imputed",),
}  # fmt: skip
"""What the names of the analyses that speak about a flag begin with."""
KEYS = {
    "selection": "propensity: att",
    "drop_out": "missing: [delta]",
    "survivors": "run: true",
    "missing_covariate": "imputations: 100",
}
"""The key under `sensitivity` that runs an analysis which speaks about a flag."""


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One primary contrast: its main answer, and those of the analyses that speak about a flag."""

    measure: Measure
    main: Answer
    others: tuple[Answer, ...]

    def important(self) -> Number | None:
        """Return the important difference, if one was set."""
        figure = self.measure.figures.get(("important difference",))
        return figure.number(decimals=self.measure.decimals) if figure and isfinite(figure.estimate) else None


def range_sentences(labels: Labels, flag: str) -> tuple[tuple[Sentence, ...], str]:
    """Return what the analyses that speak about a flag answer, and the study key that would run one.

    The sentences give the least and the greatest answer of each primary contrast, on which side of
    0 and of the important difference they lie, and which intervals hold 0. The key is empty where
    an analysis was run.
    """
    cases = list(_cases(labels, flag))
    told: list[Sentence] = []
    for case in cases:
        said = list(_said(labels, flag, case)) if case.others else []
        extra = join_pieces(list(extra_sentences(labels, flag, case.measure, case.main)), " ")
        told += _named(labels, case, [one for one in (*said, extra) if one], several=len(cases) > 1)
    typed = [one.label for one in labels.measures.values() if one.primary and _typed(one)]
    told += [fill_text(labels, "flag.no_range_scores", subject=", ".join(typed))] if typed else []
    if any(one.analysis != "t0-adjusted" for case in cases for one in case.others) or not cases:
        return tuple(told), ""
    key = KEYS[flag] if labels.analysis.of_kind("sensitivity") else KEYS["survivors"]
    none = "flag.no_more" if any(case.others for case in cases) else "flag.no_range"
    return (*told, fill_text(labels, none)), f"sensitivity: {{{key}}}"


def _typed(measure: Measure) -> bool:
    return str(measure.method.get("type") or "continuous") != "continuous"


def _cases(labels: Labels, flag: str) -> Iterator[Case]:
    """Yield every primary contrast at the last visit."""
    last = list(labels.study.visits)[-1]
    for measure in labels.measures.values():
        found = every_answer(labels, measure.name) if measure.primary else []
        known = [one for one in found if one.visit == last and isfinite(one.figure.estimate)]
        for main in (one for one in known if one.analysis == "main"):
            own = [one for one in known if one.group == main.group and one.analysis.startswith(SPEAKING[flag])]
            yield Case(measure, main, tuple(own))


def _named(labels: Labels, case: Case, said: list[Sentence], *, several: bool) -> list[Sentence]:
    """Return sentences, the first led by what they are about where there are several contrasts."""
    if not several or not said:
        return said
    subject = f"{case.measure.label}, {labels.group(case.main.group)}"
    return [(*fill_text(labels, "flag.range_of", subject=subject), *said[0]), *said[1:]]


def _said(labels: Labels, flag: str, case: Case) -> Iterator[Sentence]:
    low, high = (end(case.others, key=lambda one: one.figure.estimate) for end in (min, max))
    decimals = case.measure.decimals + 1
    yield fill_text(
        labels,
        f"flag.{flag}_range{_one(case)}",
        names=_names(labels, case.others),
        low=low.figure.number(decimals=decimals),
        high=high.figure.number(decimals=decimals),
        main=case.main.figure.number(decimals=decimals),
        visit=labels.visit(case.main.visit),
    )
    yield join_pieces([*_sides(labels, case), *_intervals(labels, case)], " ")


def _one(case: Case) -> str:
    return "_one" if len(case.others) == 1 else ""


def _sides(labels: Labels, case: Case) -> Iterator[Sentence]:
    """Yield whether all answers lie on the same side of 0 and of the important difference as the main one."""
    important = case.important()
    limit = important.value if important else float("inf")
    other = [one for one in case.others if np.sign(one.figure.estimate) != np.sign(case.main.figure.estimate)]
    beyond = [one for one in case.others if _zone(one, limit) != _zone(case.main, limit)]
    if not other and not beyond:
        key = "flag.same_important" if important else "flag.same"
        yield fill_text(labels, f"{key}{_one(case)}", important=important or "")
        return
    if other:
        yield fill_text(labels, f"flag.other_side{_one(case)}", names=_names(labels, other))
    else:
        yield fill_text(labels, f"flag.same{_one(case)}")
    if beyond and important:
        key = f"flag.other_important{_one(case)}"
        yield fill_text(labels, key, important=important, names=_names(labels, beyond))


def _zone(answer: Answer, limit: float) -> int:
    """Return -1, 0 or 1: below, between or above the important differences in the two directions."""
    return int(answer.figure.estimate >= limit) - int(answer.figure.estimate <= -limit)


def _intervals(labels: Labels, case: Case) -> Iterator[Sentence]:
    """Yield which intervals hold 0, set against the main one; nothing where a bound is missing."""
    if any(isnan(one.figure.conf_low) or isnan(one.figure.conf_high) for one in (case.main, *case.others)):
        return
    main = _excludes(case.main)
    other = [one for one in case.others if _excludes(one) != main]
    if other:
        key = f"flag.now_{'included' if main else 'excluded'}{_one(case)}"
        yield fill_text(labels, key, names=_names(labels, other))
    else:
        yield fill_text(labels, f"flag.{'excluded' if main else 'included'}{_one(case)}")


def _excludes(answer: Answer) -> bool:
    return answer.figure.conf_low > 0.0 or answer.figure.conf_high < 0.0


def _names(labels: Labels, answers: tuple[Answer, ...] | list[Answer]) -> str:
    """Return the short names of analyses inside a sentence."""
    names = (one.name(labels) for one in answers)
    semicolon = "\u00a0; " if labels.language == "fr" else "; "
    return semicolon.join(dict.fromkeys(name[:1].lower() + name[1:] for name in names))
