"""The command line: it parses, calls and prints; nothing is computed here."""

from peereval.cli import schema, studies
from peereval.cli.app import app

__all__ = ["app", "schema", "studies"]
