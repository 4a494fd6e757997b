"""The command line: it parses, calls and prints; nothing is computed here."""

from peereval.cli import (
    instruments,
    plan,
    privacy,
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
    "instruments",
    "plan",
    "privacy",
    "recalculation",
    "replay",
    "reproduction",
    "schema",
    "scores",
    "studies",
    "support",
]
