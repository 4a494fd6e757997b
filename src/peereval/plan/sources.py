"""The three files of the simulated study, in the states in which such files really come.

Treated people in a `;` file of a French spreadsheet (cp1252, decimal commas, accented
headers), controls in a workbook (a title above the header, real dates), people already
followed in a wide UTF-8 file of a survey tool, one row a person.
"""

from io import BytesIO

import numpy as np
import pandas as pd

from peereval.plan.workbook import workbook_bytes
from peereval.plan.world import VISITS

_SEX = {"F": "Femme", "H": "Homme"}
_SEX_CODE = {"F": 2, "H": 1}
_DIAGNOSIS = {
    "psychotic": "Troubles psychotiques",
    "mood": "Troubles de l’humeur",
    "other": "Autres troubles",
}
_MONTH = {"T0": "M0", "T6": "M6", "T12": "M12"}
_HEADERS = {
    "participant": "Identifiant",
    "site": "Service",
    "region": "Région",
    "visit": "Visite",
    "date": "Date de l’évaluation",
    "age": "Âge",
    "sex": "Sexe",
    "diagnosis": "Diagnostic",
    "egf": "EGF",
}
_TITLE = "Étude SIMULÉE, aucune personne réelle / SIMULATED study, no real person"


def treated_file(frame: pd.DataFrame) -> bytes:
    """Return the file of the treated: `;`, cp1252, decimal commas, accented headers, M0/M6/M12."""
    rows = _of_group(frame, "treated")
    rows = rows.assign(
        visit=rows["visit"].map(_MONTH),
        date=rows["date"].dt.strftime("%d/%m/%Y"),
        age=rows["age"].map(lambda age: "" if pd.isna(age) else f"{age:.1f}".replace(".", ",")),
        sex=rows["sex"].map(_SEX),
        diagnosis=rows["diagnosis"].map(_DIAGNOSIS).fillna("NSP"),
        **_coded(rows, ismi="99", quality="NSP"),
    )
    rows.insert(len(_HEADERS), "Évaluateur", np.where(np.arange(len(rows)) % 3 == 0, "A. (simulé)", "B. (simulé)"))
    return _as_text(rows.rename(columns=_HEADERS), ";").encode("cp1252")


def controls_file(frame: pd.DataFrame) -> bytes:
    """Return the workbook of the controls: title row, empty row, then the header; dates are dates."""
    rows = _of_group(frame, "control")
    rows = rows.assign(
        age=rows["age"].astype("float64"),
        sex=rows["sex"].map(_SEX_CODE),
        diagnosis=rows["diagnosis"].map(_DIAGNOSIS),
    ).rename(columns=_HEADERS)
    rows.insert(1, "Groupe", "témoin")
    items = [name for name in rows.columns if name.startswith("ISMI")]
    rows[items] = rows[items].fillna(99)
    return workbook_bytes(rows, title=_TITLE, sheet="Feuil1", dates=("Date de l’évaluation",))


def prefollowed_file(frame: pd.DataFrame) -> bytes:
    """Return the wide file of the pre-followed: one row a person, columns such as ISMI01_T6, UTF-8."""
    rows = _of_group(frame, "prefollowed").rename(columns={"participant": "id", "site": "service"})
    rows = rows.assign(date_visite=rows["date"].dt.strftime("%d/%m/%Y"), **_coded(rows, ismi="99", quality=""))
    about = ["id", "service", "region", "sex", "age", "diagnosis"]
    people = rows[about].drop_duplicates("id").set_index("id")
    measured = ["date_visite", "egf", *(name for name in rows.columns if name.startswith(("ISMI", "QV")))]
    parts = [
        rows[rows["visit"] == visit].set_index("id")[measured].add_suffix(f"_{visit}")
        for visit in VISITS
        if (rows["visit"] == visit).any()
    ]
    wide = pd.concat([people, *parts], axis="columns").reset_index()
    return _as_text(wide, ",").encode("utf-8")


def _of_group(frame: pd.DataFrame, group: str) -> pd.DataFrame:
    rows = frame[frame["group"] == group].drop(columns="group").reset_index(drop=True)
    whole = [name for name in rows.columns if name.startswith(("ISMI", "QV")) or name == "egf"]
    return rows.assign(**{name: rows[name].astype("Int64") for name in whole})


def _coded(rows: pd.DataFrame, *, ismi: str, quality: str) -> dict[str, pd.Series]:
    """Return the items as text: every other missing ISMI item as a code, the rest blank."""
    odd = pd.Series(np.arange(len(rows)) % 2 == 1, index=rows.index)
    text = {}
    for name in rows.columns:
        if name.startswith(("ISMI", "QV")):
            code = ismi if name.startswith("ISMI") else quality
            answers = rows[name].astype("string")
            text[name] = answers.mask(answers.isna() & odd, code).fillna("")
    return text


def _as_text(rows: pd.DataFrame, separator: str) -> str:
    buffer = BytesIO()
    rows.to_csv(buffer, sep=separator, index=False, lineterminator="\r\n", encoding="utf-8")
    return buffer.getvalue().decode("utf-8")
