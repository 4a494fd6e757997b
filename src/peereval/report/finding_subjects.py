"""What a finding is about: the headings under which a report lists its findings."""

from collections.abc import Mapping
from typing import Literal

Subject = Literal["plan", "files", "scores", "models", "sensitivity", "evidence", "disclosure"]

_BEGINNINGS: Mapping[Subject, tuple[str, ...]] = {
    "plan": ("plan-", "deviation"),
    "scores": ("item-", "outcome-column-empty", "outcome-not-", "scale-", "key-unverified", "measure-name-taken"),
    "models": ("fit-", "site-variance-", "sites-", "t0-adjusted-", "families-", "event-", "events-",
               "outcome-separated", "marginal-"),
    "sensitivity": ("attendance-", "weights-", "weighted-", "sensitivity-", "subgroups-", "survivors-", "responders-",
                    "delta-", "dose-", "strategies-"),
    "evidence": ("trials-", "published-", "printed-", "comparison-"),
    "disclosure": ("disclosure",),
}  # fmt: skip
SUBJECTS: tuple[Subject, ...] = ("plan", "files", "scores", "models", "sensitivity", "evidence", "disclosure")
"""The subjects in the order of a report."""


def subject_of(rule: str) -> Subject:
    """Return what findings of a rule are about; what no other subject claims is about files and data.

    Examples
    --------
    >>> subject_of("weights-positivity"), subject_of("visit-repeated")
    ('sensitivity', 'files')
    """
    return next((subject for subject, begins in _BEGINNINGS.items() if rule.startswith(begins)), "files")
