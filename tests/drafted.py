"""Simulated tables of a study under any header, and the draft that is written for them."""

import re
from pathlib import Path

import numpy as np
import pandas as pd

from peereval.plan.draft.write import draft_study
from peereval.study import read_study


def long_table(people=40, visits=("T0", "T6", "T12"), groups=("treated", "control"), seed=3):
    """Return one row a person and visit, with the columns person, visit, group, site, region, day, age, sex, egf."""
    rng = np.random.default_rng(seed)
    rows = []
    for number in range(people):
        site, age, sex = number % 8, rng.integers(20, 60), "FH"[int(rng.integers(2))]
        for place, visit in enumerate(visits):
            if place == 0 or rng.random() < 0.8:
                day = f"{1 + number % 28:02d}/{1 + place:02d}/2015"
                row = [f"P{number:03d}", visit, groups[site % len(groups)], f"S{site}", f"R{site % 3}", day]
                rows.append([*row, str(age), sex, f"{rng.uniform(30, 80):.1f}"])
    return pd.DataFrame(rows, columns=["person", "visit", "group", "site", "region", "day", "age", "sex", "egf"])


def with_items(table, pattern, items, low, high, *, seed=5, code=None):
    """Return a table with a series of items more, and a missing code in some cells."""
    rng = np.random.default_rng(seed)
    answers = rng.integers(low, high + 1, (len(table), items)).astype(object)
    if code is not None:
        answers[rng.random(answers.shape) < 0.03] = code
    columns = [pattern.format(item=item) for item in range(1, items + 1)]
    return pd.concat([table, pd.DataFrame(answers, columns=columns, index=table.index)], axis=1)


def write_csv(path, table):
    """Write a table as a French spreadsheet does."""
    path.write_bytes(table.to_csv(sep=";", index=False, lineterminator="\r\n").encode("cp1252"))
    return path


def draft_of(folder, *files, language="en"):
    """Return the text of study.yaml and of codebook.yaml of the draft for some files."""
    study = draft_study(files, folder, language=language)
    return study.read_text(encoding="utf-8"), (folder / "codebook.yaml").read_text(encoding="utf-8")


def decided(folder, **more):
    """Fill the blanks of a draft: the first group is the reference, the first outcome primary; return the study.

    `outcomes` is written where the draft has none.
    """
    path = Path(folder) / "study.yaml"
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"^    reference: ", "    reference: true ", text, count=1, flags=re.MULTILINE)
    text = re.sub(r"^    primary: ", "    primary: true ", text, count=1, flags=re.MULTILINE)
    for old, new in more.items():
        text = re.sub(rf"^{old}:.*$", new, text, count=1, flags=re.MULTILINE)
    path.write_text(text, encoding="utf-8")
    return read_study(path)
