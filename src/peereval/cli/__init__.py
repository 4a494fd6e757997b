"""The command line: it parses, calls and prints; nothing is computed here."""

from peereval.cli import (
    evidence,
    instruments,
    plan,
    privacy,
    programme,
    recalculation,
    replay,
    reproduction,
    schema,
    scores,
    studies,
    support,
)
from peereval.cli.app import app

__all__ = [
    "app",
    "evidence",
    "instruments",
    "plan",
    "privacy",
    "programme",
    "recalculation",
    "replay",
    "reproduction",
    "schema",
    "scores",
    "studies",
    "support",
]
