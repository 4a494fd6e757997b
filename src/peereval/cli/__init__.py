"""The command line: it parses, calls and prints; nothing is computed here."""

from peereval.cli import privacy, schema, studies, support
from peereval.cli.app import app

__all__ = ["app", "privacy", "schema", "studies", "support"]
