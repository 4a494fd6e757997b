"""Writes the two messy studies again: simulated people, the same for the same seed.

Run `python tests/messy/make.py`; a test checks that the files beside it are the ones written.
"""

import io
from pathlib import Path

import numpy as np
import openpyxl

HERE = Path(__file__).parent
VISITS = ("M0", "M6", "M12")
SERVICES = tuple(f"{number:02d}G{10 + number}" for number in range(1, 13))


def answers(rng, level, items, top):
    """Return the answers of a person to the items of a scale, 1 to `top`."""
    return [int(a) for a in np.clip(np.round(level + rng.normal(0, 0.9, items)), 1, top)]


def comma(value):
    return f"{value:.1f}".replace(".", ",")


def wide_rows(seed=11, people=72):
    """Return the header and the rows of the wide study: one row a person, M0/M6/M12 as suffixes, 99 = no answer."""
    rng = np.random.default_rng(seed)
    about = ["N° anonymat", "Service", "Groupe", "Sexe", "Âge", "Diagnostic principal"]
    measured = ["Date d'évaluation", "EGF", *(f"ISMI{item:02d}" for item in range(1, 30))]
    header = [*about, *(f"{name}_{visit}" for visit in VISITS for name in measured)]
    rows = []
    for number in range(people):
        service, level = number % 12, rng.normal(2.3, 0.4)
        treated = service < 6
        age = "NSP" if number == 30 else comma(rng.uniform(20, 65))
        sex, diagnosis = rng.choice(["Homme", "Femme"]), rng.choice(["psychose", "humeur", "autre"], p=[0.5, 0.3, 0.2])
        row = [f"A{number + 1:03d}", SERVICES[service], 1 if treated else 2, str(sex), age, str(diagnosis)]
        last = rng.choice(3, p=[0.1, 0.2, 0.7])
        for visit in range(3):
            if visit > last or (visit == 1 and rng.random() < 0.1):
                row += [None] * len(measured)
                continue
            items = answers(rng, level - 0.1 * visit * treated, 29, 4)
            items = [99 if rng.random() < 0.02 else item for item in items]
            day = f"{1 + number % 28:02d}/{1 + visit:02d}/201{4 + visit}"
            row += [day, "NSP" if rng.random() < 0.03 else comma(rng.normal(52 + 4 * visit, 9)), *items]
        rows.append(row)
    return header, rows


def write_wide(path):
    """Write the workbook: two rows of titles (one merged), the header in row 3, and a sheet of codes."""
    header, rows = wide_rows()
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = "Données"
    page["A1"] = "Évaluation des médiateurs de santé-pairs — DONNÉES SIMULÉES"
    page.merge_cells("A1:J1")
    page["A2"] = "Extraction de l'été 2016, une ligne par usager"
    for row in (header, *rows):
        page.append(row)
    codes = book.create_sheet("Codes")
    for row in (["Code", "Signification"], [99, "ne sait pas"], ["NSP", "ne sait pas"], [1, "suivi"], [2, "témoin"]):
        codes.append(row)
    book.save(path)


def long_text(seed=12, people=78):
    """Return the long study as text: `;` after every cell, decimal commas, groups 1/2/3, the third without M0."""
    rng = np.random.default_rng(seed)
    items = [f"QV{item}" for item in range(1, 27)]
    out = io.StringIO()
    header = ["Code patient", "Nom", "Prénom", "CMP", "Groupe", "Visite", "Date de la visite", "Sexe", "Âge"]
    out.write(";".join([*header, *items, "EGF", "Observations", ""]) + "\r\n")
    for number in range(people):
        site, level = number % 12, rng.normal(3.2, 0.5)
        group = 2 if site >= 6 else 1 if number % 24 < 12 else 3
        age, sex = comma(rng.uniform(20, 65)), "HF"[int(rng.integers(2))]
        first = 1 + int(rng.random() < 0.4) if group == 3 else 0
        last = 3 if group == 3 else 1 + int(rng.choice(3, p=[0.1, 0.2, 0.7]))
        for visit in range(first, last):
            quality = answers(rng, level + 0.1 * visit * (group == 1), 26, 5)
            shown = ["ND" if rng.random() < 0.02 else str(answer) for answer in quality]
            row = [f"P{number + 1:03d}", f"FICTIF{number:02d}", f"Prénom-fictif{number:02d}", f"CMP {SERVICES[site]}"]
            row += [str(group), VISITS[visit], f"{1 + number % 28:02d}/0{1 + visit}/201{4 + visit}", sex, age, *shown]
            remark = "a parlé de son frère ; à revoir" if rng.random() < 0.2 else ""
            quoted = f'"{remark}"' if remark else ""
            out.write(";".join([*row, comma(rng.normal(50 + 3 * visit, 9)), quoted, ""]) + "\r\n")
    return out.getvalue()


if __name__ == "__main__":
    write_wide(HERE / "wide_french" / "suivi_usagers.xlsx")
    (HERE / "long_cp1252" / "extraction.csv").write_bytes(long_text().encode("cp1252"))
