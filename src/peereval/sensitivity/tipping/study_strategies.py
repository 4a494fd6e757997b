"""Reference-based imputation in a study: visits missed after the end of the follow-up, under each strategy."""

from collections.abc import Iterator, Sequence

import pandas as pd

from peereval.errors import PeerevalError
from peereval.remarks import Finding, Note
from peereval.sensitivity.question import Question
from peereval.sensitivity.tipping.followup_end import absent_columns
from peereval.sensitivity.tipping.imputing import EVENT, Imputing, model_later
from peereval.sensitivity.tipping.refusals import Refused
from peereval.sensitivity.tipping.twice import Twice, answer_twice

LEVELS = ("jump-to-reference", "copy-reference")  # they take the reference's level: in the T0-adjusted model only


def asked_strategies(question: Question) -> tuple[str, ...]:
    """Return the reference-based strategies that the study asks for."""
    return tuple(name for name in question.study.sensitivity.missing if name != "delta")


def explain_none(question: Question, events: pd.Series) -> Iterator[Finding]:
    """Yield why no strategy can be used: nothing says whose follow-up ended, or nobody missed a visit after it."""
    asked = asked_strategies(question)
    said = {"strategies": ", ".join(asked), "outcomes": question.outcome}
    absent = absent_columns(question)
    if asked and absent:
        lacking = f"columns: {{{', '.join(f'{name}: COLUMN' for name in absent)}}}"
        yield Finding("note", "strategies-no-followup-end", fix=lacking, values=said)
    elif asked and events.isna().all():
        yield Finding("note", "strategies-nobody", values=said)


def answer_strategies(
    imputing: Imputing, events: pd.Series, strategies: Sequence[str], refused: list[Refused]
) -> Iterator[Twice]:
    """Yield the answers under each strategy; those that cannot be made are added to `refused`, with why.

    Strategies that take the reference's level are made in the T0-adjusted model, the others in
    that of the change.
    """
    note = Note("strategy_event", participants=int(events.notna().sum()))
    later: Imputing | None = None
    for name in strategies:
        model = imputing
        if name in LEVELS:
            try:
                later = model = later or model_later(imputing.question, events)
            except PeerevalError as error:
                refused.append((name, error.reason))
                continue
        groups = [group for group in imputing.question.compared if _has_event(model, group)]
        options = {"strategy": dict.fromkeys(groups, name), "intercurrent": EVENT}
        yield from answer_twice(model, name, options, refused, [note])


def _has_event(imputing: Imputing, group: str) -> bool:
    rows = imputing.data
    return bool(rows.loc[rows["group"].astype(str) == group, EVENT].notna().any())
