"""The command line: it parses, calls and prints; nothing is computed here."""

from peereval.cli import privacy, studies, support
from peereval.cli.app import app

__all__ = ["app", "privacy", "studies", "support"]
