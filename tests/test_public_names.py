"""The public names: each can be imported, is documented, and is known to editors as what it is."""

import ast
from pathlib import Path

import peereval as pe

STUB = Path(pe.__file__).with_suffix(".pyi")


def test_the_stub_says_where_every_public_name_lives():
    tree = ast.parse(STUB.read_text(encoding="utf-8"))
    imported = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
    told = {alias.asname: node.module for node in imported for alias in node.names}
    assert told == {name: f"peereval.{home}" for name, home in pe._HOMES.items()}


def test_every_public_name_is_there_and_documented():
    undocumented = [name for name in pe._HOMES if not (getattr(pe, name).__doc__ or "").strip()]
    assert undocumented == []
    assert list(pe._HOMES) == sorted(pe._HOMES)
