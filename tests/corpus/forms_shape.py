"""The same table in other shapes: wide, in parts, joined."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
from forms_text import SOURCE, Form, separated
from truth import COLUMNS, ITEMS, as_text, make_truth

PERSON = ["id", "service", "groupe", "âge", "sexe", "note"]
PATTERNS = ("{column}_{visit}", "{visit}_{column}", "{column}.{visit}", "{column}{visit}", "{column} ({visit})")
VISIT = [name for name in COLUMNS if name not in (*PERSON, "visite")]


def several(name: str, files: dict[str, pd.DataFrame], sources: str, **more: object) -> Form:
    """Return a form of several text files."""

    def write(folder: Path) -> None:
        for file, cells in files.items():
            (folder / file).write_bytes(separated(cells, ";").encode("cp1252"))

    return Form(name, write, sources, **more)


def widened(cells: pd.DataFrame, pattern: str) -> pd.DataFrame:
    """Return one row a person: the columns of a visit are named by the pattern."""
    persons = cells[PERSON].drop_duplicates("id").set_index("id")
    for visit, rows in cells.groupby("visite", sort=False):
        own = rows.set_index("id")[VISIT]
        own.columns = [pattern.format(column=name, visit=visit) for name in own.columns]
        persons = persons.join(own)
    return persons.reset_index().fillna("")


def shapes() -> Iterator[Form]:
    """Yield one form a shape."""
    cells = as_text(make_truth())
    for pattern in (
        "{column}_{visit}",
        "{visit}_{column}",
        "{column}.{visit}",
        "{column}{visit}",
        "{column} ({visit})",
    ):
        wide = widened(cells, pattern)
        yield several(
            f"wide {pattern}", {"data.csv": wide}, SOURCE.format(name="data.csv", more=f', wide: "{pattern}"')
        )
    groups = {"suivi": "treated", "2": "control"}
    parts = {f"{name}.csv": cells[cells["groupe"] == label].drop(columns="groupe") for label, name in groups.items()}
    lines = "\n".join(SOURCE.format(name=f"{name}.csv", more=f", group: {name}") for name in groups.values())
    yield several("a file a group", parts, lines)
    visits = {"M0": "T0", "T6": "T6", "M12": "T12"}
    parts = {f"{name}.csv": cells[cells["visite"] == label].drop(columns="visite") for label, name in visits.items()}
    lines = "\n".join(SOURCE.format(name=f"{name}.csv", more=f", visit: {name}") for name in visits.values())
    yield several("a file a visit", parts, lines)
    both = {
        f"{group}_{visit}.csv": cells[(cells["groupe"] == label) & (cells["visite"] == told)].drop(
            columns=["groupe", "visite"]
        )
        for label, group in groups.items()
        for told, visit in visits.items()
    }
    lines = "\n".join(
        SOURCE.format(name=name, more=", group: {}, visit: {}".format(*name.removesuffix(".csv").split("_")))
        for name in both
    )
    yield several("a file a group and visit", both, lines)
    people, items = cells[PERSON].drop_duplicates("id"), cells[["id", "visite", *ITEMS]]
    rest = cells.drop(columns=[*ITEMS, "âge", "sexe", "note"])
    lines = "\n".join([
        SOURCE.format(name="main.csv", more=""),
        SOURCE.format(name="items.csv", more=", join: visit"),
        SOURCE.format(name="people.csv", more=", join: participant"),
    ])  # fmt: skip
    files = {"main.csv": rest, "items.csv": items, "people.csv": people[["id", "âge", "sexe", "note"]]}
    yield several("a file a questionnaire", files, lines)
    wide_items = widened(cells, "{column}_{visit}")
    wide_items = wide_items[["id", *(name for name in wide_items if name.startswith("Q"))]]
    lines = "\n".join([
        SOURCE.format(name="main.csv", more=""),
        SOURCE.format(name="items.csv", more=', join: visit, wide: "{column}_{visit}"'),
    ])  # fmt: skip
    yield several("a wide questionnaire", {"main.csv": cells.drop(columns=list(ITEMS)), "items.csv": wide_items}, lines)
    events = {"M0": "avant_arm_1", "T6": "six_mois_arm_1", "M12": "douze_mois_arm_1"}
    export = cells.assign(visite=cells["visite"].map(events)).rename(columns={"visite": "redcap_event_name"})
    export.insert(2, "redcap_repeat_instrument", "")
    export.insert(3, "redcap_repeat_instance", "")
    study = {"visit: visite": "visit: redcap_event_name"}
    yield several("redcap", {"data.csv": export}, SOURCE.format(name="data.csv", more=", redcap: {}"), study=study)
