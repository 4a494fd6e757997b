"""The public names: each can be imported, is documented, and is known to editors as what it is."""

import ast
from pathlib import Path

import pytest

import peereval as pe

HOUSES = {"peereval": pe, "peereval.evidence": pe.evidence}


@pytest.mark.parametrize("house", HOUSES)
def test_the_stub_says_where_every_public_name_lives(house):
    tree = ast.parse(Path(HOUSES[house].__file__).with_suffix(".pyi").read_text(encoding="utf-8"))
    imported = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
    told = {alias.asname: node.module for node in imported for alias in node.names if node.module != "peereval"}
    assert told == {name: f"{house}.{home}" for name, home in HOUSES[house]._HOMES.items()}


@pytest.mark.parametrize("house", HOUSES)
def test_every_public_name_is_there_and_documented(house):
    names = HOUSES[house]._HOMES
    undocumented = [name for name in names if not (getattr(HOUSES[house], name).__doc__ or "").strip()]
    assert undocumented == []
    assert list(names) == sorted(names)
    assert set(names) <= set(dir(HOUSES[house]))
