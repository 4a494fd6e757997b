"""Texts kept in tests/golden, and what differs from them; PEEREVAL_GOLDEN=write keeps what is made now."""

import os
from difflib import unified_diff

from .frozen import GOLDEN


def differences(folder, made):
    """Return how the texts made, by file name, differ from those kept in a folder of tests/golden."""
    kept = GOLDEN / folder
    if os.environ.get("PEEREVAL_GOLDEN") == "write":
        kept.mkdir(parents=True, exist_ok=True)
        for old in set(kept.glob("*.txt")) - {kept / name for name in made}:
            old.unlink()
        for name, text in made.items():
            (kept / name).write_text(text, encoding="utf-8", newline="\n")
    before = {path.name: path.read_text(encoding="utf-8") for path in kept.glob("*.txt")}
    lines = []
    for name in sorted(before.keys() | made.keys()):
        old, new = (one.get(name, "").splitlines() for one in (before, made))
        lines += unified_diff(old, new, f"kept: {folder}/{name}", f"made: {folder}/{name}", lineterm="", n=1)
    return "\n".join(lines)
