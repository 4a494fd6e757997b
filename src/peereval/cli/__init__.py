"""The command line: it parses, calls and prints; nothing is computed here."""

from peereval.cli import instruments, schema, scores, studies
from peereval.cli.app import app

__all__ = ["app", "instruments", "schema", "scores", "studies"]
