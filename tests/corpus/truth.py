"""The one table that every file of the corpus holds, and the study around it."""

import datetime as dt

import pandas as pd

STUDY = """\
peereval: 1
study: corpus
columns: {{participant: id, visit: visite, group: groupe, site: service, visit_date: date}}
visits: {{T0: {{month: 0, also: [M0, "0", avant_arm_1]}}, T6: {{month: 6, also: [M6, "6", six_mois_arm_1]}},
         T12: {{month: 12, also: [M12, "12", douze_mois_arm_1]}}}}
groups: {{control: {{also: ["2", témoin], reference: true}}, treated: {{also: ["1", suivi]}}}}
sources:
{sources}
codebook: codebook.yaml
missing_codes: ["", NSP]
outcomes:
  score: {{column: score}}
  items: {{instrument: own, items: "Q{{item:02d}}", missing: [99]}}
"""
BOOK = """\
fields:
  - {name: âge, type: number, aliases: [age, AGE]}
  - {name: sexe, aliases: [SEXE], levels: {F: {also: [Femme, "2"]}, H: {also: [Homme, "1"]}}}
  - {name: suivi, type: boolean, aliases: [SUIVI]}
  - {name: note, type: string, aliases: [NOTE]}
"""
VISITS = ("T0", "T6", "T12")
ITEMS = ("Q01", "Q02", "Q03")
COLUMNS = ["id", "service", "groupe", "visite", "date", "âge", "sexe", "suivi", *ITEMS, "score", "note"]
NUMBERS = ("âge", *ITEMS, "score")
NOTES = ("préfère l’été", "dit : « oui » ; puis non", "a, b | c", "=1+1", "5 % de plus", "no", "12:30", "œuvre – n° 7")


def make_truth() -> pd.DataFrame:
    """Return the rows as they must be read: one a person and visit, missing where nothing was answered."""
    rows = []
    for number, person in enumerate(("007", "12", "A-3", "é4", "no", "1e5", "P07", "P08")):
        for place, visit in enumerate(VISITS):
            if (number, place) in ((1, 2), (3, 1), (6, 2)):
                continue
            day = dt.datetime(2014, 1, 1) + dt.timedelta(days=40 * number + 183 * place)  # noqa: DTZ001
            items = [float((number + place + k) % 4 + 1) for k in range(3)]
            if number == 2:
                items[1] = float("nan")
            score = float("nan") if (number, place) == (4, 0) else 1.5 + number / 4 + place
            answered = (True, False, None)[(number + place) % 3]
            rows.append([person, f"S{number % 3}", ("control", "treated")[number % 2], visit, day, 20.5 + number,
                         "FH"[number // 2 % 2], answered, *items, score, NOTES[number]])  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)


def as_text(truth: pd.DataFrame, mark: str = ",", day: str = "%d/%m/%Y") -> pd.DataFrame:
    """Return the table as a person types it: groups and visits by their other names, codes for no answer."""
    cells = pd.DataFrame({name: truth[name].astype(object) for name in truth})
    cells["date"] = [value.strftime(day) for value in truth["date"]]
    cells["groupe"] = truth["groupe"].map({"control": "2", "treated": "suivi"})
    cells["visite"] = truth["visite"].map({"T0": "M0", "T6": "T6", "T12": "M12"})
    cells["sexe"] = truth["sexe"].map({"F": "Femme", "H": "1"})
    cells["suivi"] = ["" if one is None else ("oui" if one else "non") for one in truth["suivi"]]
    for name in ("âge", "score"):
        cells[name] = ["NSP" if pd.isna(one) else f"{one:.2f}".replace(".", mark) for one in truth[name]]
    for name in ITEMS:
        cells[name] = ["99" if pd.isna(one) else str(int(one)) for one in truth[name]]
    return cells


def plain(read: pd.DataFrame) -> list[list[object]]:
    """Return a read table as rows of plain values, in one order, with the columns of the truth."""
    names = {"participant": "id", "site": "service", "group": "groupe", "visit": "visite", "visit_date": "date"}
    table = read.rename(columns=names).reindex(columns=COLUMNS)
    rows = []
    for row in table.itertuples(index=False):
        cells = [None if pd.isna(one) else one for one in row]
        cells[COLUMNS.index("suivi")] = {"true": True, "false": False}.get(cells[COLUMNS.index("suivi")])
        rows.append(cells)
    return sorted(rows, key=lambda row: (str(row[0]), VISITS.index(row[3])))


def expected(truth: pd.DataFrame, without: tuple[str, ...] = ()) -> list[list[object]]:
    """Return the rows that must come out; columns that a form cannot hold are missing."""
    rows = []
    for row in truth.to_numpy(dtype=object).tolist():
        cells = [None if one is None or (isinstance(one, float) and one != one) else one for one in row]  # noqa: PLR0124
        rows.append([None if name in without else cell for name, cell in zip(COLUMNS, cells, strict=True)])
    return sorted(rows, key=lambda row: (row[0], VISITS.index(row[3])))
