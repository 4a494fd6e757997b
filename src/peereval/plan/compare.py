"""An analysis against the plan that was locked before it: findings, and what stands in the manifest."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from peereval.plan.deviations import find_deviations
from peereval.plan.lock import Lock
from peereval.plan.run_deviations import Run, find_run_deviations
from peereval.remarks import Finding
from peereval.study.words import Said

if TYPE_CHECKING:
    from peereval.study import Study


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """The findings of a comparison, and the facts about the lock for the manifest; None without a lock."""

    findings: tuple[Finding, ...]
    facts: Mapping[str, object] | None


def compare_plan(lock: Lock | None, study: "Study", run: Run) -> Compared:
    """Return how an analysis deviates from the locked plan.

    Parameters
    ----------
    lock
        The lock, or None where the plan was never locked: one note says so.
    study
        The study as it was analysed.
    run
        What the run was asked and what it made.

    Returns
    -------
    Compared
        The first finding states that the plan was locked, when, and what deviates: a note where
        nothing does. A lock that replaced another is told with the reasons.
    """
    if lock is None:
        return Compared((Finding("note", "plan-not-locked"),), None)
    deviations = [*find_deviations(lock, study), *find_run_deviations(study, run)]
    count = sum(one.severity == "warning" for one in deviations)
    told = {"moment": _moment(lock), "hash": lock.sha256[:12]}
    if count:
        number = Said(str(count), str(count))  # words: what an external report masks are counts of people
        stated = Finding(
            "warning", "plan-deviates" if count > 1 else "plan-deviates-once", values={**told, "number": number}
        )
    else:
        stated = Finding("note", "plan-kept", values=told)
    facts: dict[str, object] = {"locked": lock.locked, "sha256": lock.sha256, "peereval": lock.peereval,
                                "reason": lock.reason, "deviations": count}  # fmt: skip
    facts["earlier"] = [{"locked": one.locked, "sha256": one.sha256, "reason": one.reason} for one in lock.earlier]
    return Compared((stated, *_again(lock), *deviations), facts)


def _again(lock: Lock) -> tuple[Finding, ...]:
    """Return the finding that a plan was locked more than once: when first, and why again."""
    if not lock.earlier:
        return ()
    reasons = "; ".join(one.reason for one in (*lock.earlier, lock) if one.reason)
    return (Finding("warning", "plan-locked-again", values={"earliest": _moment(lock.earlier[0]), "why": reasons}),)


def _moment(lock: Lock) -> str:
    """Return when a plan was locked, to the minute."""
    return datetime.fromisoformat(lock.locked).isoformat(" ", "minutes")
