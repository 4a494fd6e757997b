"""Printed cells for tests: one row of a table as a file would give it, judged."""

from peereval.evidence.recalculated.kinds import KINDS
from peereval.evidence.recalculated.verdicts import judge


def judged(kind, /, **cells):
    """Return the judged statistics of one row by name."""
    model, recompute = KINDS[kind]
    check = model.model_validate({"label": "row", "kind": kind, **texts(cells)})
    return {one.name: judge(one) for one in recompute(check)}


def verdicts(kind, /, **cells):
    """Return the verdict of each statistic of one row."""
    return {name: one.verdict for name, one in judged(kind, **cells).items()}


def recomputed(kind, statistic, reading, /, **cells):
    """Return what the printed digits alone give under a reading: one number, or two of an interval."""
    found = [one.candidate for one in judged(kind, **cells)[statistic].compared if one.candidate.reading == reading]
    middles = [value.mid for value in found[0].value]
    return middles[0] if len(middles) == 1 else middles


def texts(value):
    """Return numbers as the texts that a file holds."""
    if isinstance(value, dict):
        return {key: texts(one) for key, one in value.items()}
    return [texts(one) for one in value] if isinstance(value, list | tuple) else str(value)
