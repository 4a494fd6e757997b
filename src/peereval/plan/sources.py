"""The three files of the simulated study, in the states in which such files really come.

Treated people in a `;` file of a French spreadsheet (cp1252, decimal commas, accented
headers), controls in a workbook (a title above the header, real dates), people already
followed in a wide UTF-8 file of a survey tool, one row a person.
"""

from io import BytesIO

import numpy as np
import pandas as pd

from peereval.plan.simulate import SimulatedStudy
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
    "worker": "MSP",
    "exposure_start": "Début du suivi",
    "exposure_end": "Fin du suivi",
    "exposure_end_reason": "Motif de fin",
    "reason": "Motif d’absence",
    "egf": "EGF",
    "emploi": "Emploi",
}
_WIDE = {"participant": "id", "site": "service", "worker": "msp", "exposure_start": "debut_suivi",
         "exposure_end": "fin_suivi", "exposure_end_reason": "motif_fin", "reason": "motif_absence"}  # fmt: skip
_DATES = ("date", "exposure_start", "exposure_end")
_ABSENCE = {
    "refused": "Refus",
    "unreachable": "Injoignable",
    "unwell": "État de santé",
    "moved": "Déménagement",
    "institution": "Changement d’établissement",
    "deceased": "Décès",
    "worker_left": "Départ du MSP",
    "administrative": "Raison administrative",
}
_END = {
    "programme_closed": "Fin du programme",
    "worker_left": "Départ du MSP",
    "not_needed": "Plus nécessaire",
    "moved": "Déménagement",
    "institution": "Changement d’établissement",
    "deceased": "Décès",
}
_TITLE = "Étude SIMULÉE, aucune personne réelle / SIMULATED study, no real person"


def treated_file(study: SimulatedStudy) -> bytes:
    """Return the file of the treated: `;`, cp1252, decimal commas, accented headers, M0/M6/M12."""
    rows = _in_french(_of_group(study, "treated"))
    rows = rows.assign(
        visit=rows["visit"].map(_MONTH),
        age=rows["age"].map(lambda age: "" if pd.isna(age) else f"{age:.1f}".replace(".", ",")),
        sex=rows["sex"].map(_SEX),
        diagnosis=rows["diagnosis"].map(_DIAGNOSIS).fillna("NSP"),
        **_coded(rows, ismi="99", quality="NSP"),
    )
    rows.insert(len(_HEADERS), "Évaluateur", np.where(np.arange(len(rows)) % 3 == 0, "A. (simulé)", "B. (simulé)"))
    return _as_text(rows.rename(columns=_HEADERS), ";").encode("cp1252")


def controls_file(study: SimulatedStudy) -> bytes:
    """Return the workbook of the controls: title row, empty row, then the header; dates are dates."""
    rows = _of_group(study, "control").drop(columns=["worker", "exposure_start", "exposure_end", "exposure_end_reason"])
    seen = rows["reason"].isna()
    rows = rows.assign(
        age=rows["age"].astype("float64"),
        sex=rows["sex"].map(_SEX_CODE),
        diagnosis=rows["diagnosis"].map(_DIAGNOSIS),
        reason=rows["reason"].map(_ABSENCE),
    ).rename(columns=_HEADERS)
    rows.insert(1, "Groupe", "témoin")
    items = [name for name in rows.columns if name.startswith("ISMI")]
    rows.loc[seen, items] = rows.loc[seen, items].fillna(99)
    return workbook_bytes(rows, title=_TITLE, sheet="Feuil1", dates=("Date de l’évaluation",))


def prefollowed_file(study: SimulatedStudy) -> bytes:
    """Return the wide file of the pre-followed: one row a person, columns such as ISMI01_T6, UTF-8."""
    rows = _in_french(_of_group(study, "prefollowed"))
    rows = rows.assign(**_coded(rows, ismi="99", quality=""))
    rows = rows.rename(columns={**_WIDE, "date": "date_visite"})
    about = ["id", "service", "region", "sex", "age", "diagnosis", "msp", "debut_suivi", "fin_suivi", "motif_fin"]
    people = rows[about].drop_duplicates("id").set_index("id")
    items = [name for name in rows.columns if name.startswith(("ISMI", "QV"))]
    measured = ["date_visite", "motif_absence", "egf", "emploi", *items]
    parts = [
        rows[rows["visit"] == visit].set_index("id")[measured].add_suffix(f"_{visit}")
        for visit in VISITS
        if (rows["visit"] == visit).any()
    ]
    wide = pd.concat([people, *parts], axis="columns").reset_index().dropna(axis="columns", how="all")
    return _as_text(wide, ",").encode("utf-8")


def _of_group(study: SimulatedStudy, group: str) -> pd.DataFrame:
    """Return the rows of a group, visits that did not take place among them, person by person."""
    parts = [one[one["group"] == group] for one in (study.frame.assign(reason=None), study.absences)]
    rows = pd.concat([part.astype({"reason": "string"}) for part in parts], ignore_index=True).drop(columns="group")
    order = rows["participant"] + rows["visit"].map({visit: str(place) for place, visit in enumerate(VISITS)})
    rows = rows.loc[order.sort_values().index].reset_index(drop=True)
    items = [name for name in rows.columns if name.startswith(("ISMI", "QV"))]
    whole = {name: rows[name].astype("Int64") for name in (*items, "egf")}
    return rows.assign(**whole)[[*_HEADERS, *items]]


def _in_french(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows with days as 30/06/2014 and reasons in words."""
    days = {name: pd.to_datetime(rows[name]).dt.strftime("%d/%m/%Y") for name in _DATES}
    return rows.assign(
        **days, reason=rows["reason"].map(_ABSENCE), exposure_end_reason=rows["exposure_end_reason"].map(_END)
    )


def _coded(rows: pd.DataFrame, *, ismi: str, quality: str) -> dict[str, pd.Series]:
    """Return the items as text: every other missing ISMI item as a code, the rest blank."""
    odd, seen = pd.Series(np.arange(len(rows)) % 2 == 1, index=rows.index), rows["reason"].isna()
    text = {}
    for name in rows.columns:
        if name.startswith(("ISMI", "QV")):
            code = ismi if name.startswith("ISMI") else quality
            answers = rows[name].astype("string")
            text[name] = answers.mask(answers.isna() & odd & seen, code).fillna("")
    return text


def _as_text(rows: pd.DataFrame, separator: str) -> str:
    buffer = BytesIO()
    rows.to_csv(buffer, sep=separator, index=False, lineterminator="\r\n", encoding="utf-8")
    return buffer.getvalue().decode("utf-8")
