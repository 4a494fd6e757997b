"""What a notebook shows when it is run, beside what its .ipynb shows."""

import re
from itertools import zip_longest

import nbformat
from matplotlib import font_manager

from refresh import FOLDER, run_notebook

# The names keep fonts from being looked for, and told of, in the kernel of the first notebook.
FONTS = font_manager.fontManager

# Another library of linear algebra may turn a figure over its last printed digit; nothing else may differ.
UNITS_OF_LAST_DIGIT = 1
# Figures printed with all their digits differ by more than that between machines.
RELATIVE = 1e-6
_PICTURE = re.compile(r"data:image/png;base64,[^\"]*")
_NUMBER = re.compile(r"(?<![\w.])\d+(?:[.,]\d+)?(?:e[-+]\d+)?")


def kept(name):
    """Return a notebook as its .ipynb has it."""
    return nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)


def run_in(folder, name):
    """Run a notebook in a folder of its own, and say what it writes to stderr and how it differs from what is kept."""
    before = stamps()
    made = run_notebook(name, folder)
    assert stamps() == before, "a notebook wrote into the folder of the notebooks"
    said = [one.text for cell in made.cells for one in cell.get("outputs", []) if one.get("name") == "stderr"]
    found = list(differences(kept(name), made))
    return said, [*found, f"once that is right: python notebooks/refresh.py {name}"] if found else []


def stamps():
    """Return the files beside the notebooks, with their sizes and times."""
    found = (path for path in FOLDER.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {str(path): (path.stat().st_size, path.stat().st_mtime_ns) for path in found}


def differences(before, after):
    """Yield, cell by cell, how outputs differ: in kind, in their words, in a figure by more than its last digit."""
    for old, new in zip_longest(before.cells, after.cells):
        for shown, made in zip_longest(texts(old), texts(new)):
            if shown is None or made is None or not same_text(shown, made):
                yield f"{(new or old).id}: {first_difference(shown or '', made or '')}"


def first_difference(kept, made):
    """Return where two texts part, a few words of each."""
    at = next((i for i, (one, other) in enumerate(zip(kept, made, strict=False)) if one != other), len(kept))
    start = max(0, at - 60)
    return f"kept {kept[start : at + 60]!r}, made {made[start : at + 60]!r}"


def texts(cell):
    """Return what a cell shows as texts, without the dots of its pictures."""
    shown = []
    for output in (cell or {}).get("outputs", []):
        parts = {"stream": output.get("text", ""), **output.get("data", {})}
        shown += [_PICTURE.sub("PICTURE", text) for kind, text in sorted(parts.items()) if kind != "image/png"]
    return shown


def same_text(before, after):
    """Return whether two texts have the same words, and numbers that a machine may print."""
    if _NUMBER.sub("#", before) != _NUMBER.sub("#", after):
        return False
    pairs = zip(_NUMBER.findall(before), _NUMBER.findall(after), strict=True)
    return all(old == new or close(old, new) for old, new in pairs)


def close(old, new):
    """Return whether two printed numbers are the same but for their last digit."""
    decimals = len(re.split("[.,]", old)[1]) if re.fullmatch(r"\d+[.,]\d+", old) else None
    if decimals is None and "e" not in old:
        return False  # counts and numbers of rows are exact
    was, now = (float(text.replace(",", ".")) for text in (old, new))
    unit = 10.0**-decimals if decimals is not None else 0.0
    return abs(was - now) <= max(1.001 * UNITS_OF_LAST_DIGIT * unit, RELATIVE * abs(was))
