"""Who, when and where are found whatever the header calls them, and nothing else is taken for it."""

import pytest

from drafted import draft_of, long_table, write_csv
from peereval.plan.draft.raw import RawTable
from peereval.plan.draft.table import see_table

STYLES = {
    "plain": ["id", "visite", "groupe", "service", "region", "date_visite", "age", "sexe", "egf"],
    "accents": ["Identifiant", "Visite", "Groupe", "Secteur", "Région", "Date de l’évaluation", "Âge", "Sexe", "EGF"],
    "signs": ["N° anonymat", "Temps", "Bras", "CMP", "Département", "Date visite", "Age (ans)", "Genre", "GAF"],
    "camel": ["NumPat", "Moment", "GroupeEtude", "Centre", "Region", "DateVisite", "AgeInclusion", "Sexe", "Egf"],
    "capitals": ["PATIENT_ID", "VISIT", "GROUP", "SITE", "REGION", "VISIT_DATE", "AGE", "SEX", "GAF"],
    "english": ["Subject", "Time point", "Arm", "Hospital", "Territory", "Date of visit", "Age", "Gender", "GAF score"],
    "spaces": ["Code patient", "Vague", "Groupe étude", "Structure de soins", "Région", "Date bilan", "Âge", "S", "E"],
    "short": ["num", "vis", "grp", "etab", "reg", "date", "age", "sex", "gaf"],
    "redcap": ["record_id", "redcap_event_name", "cohort", "center", "region", "date_eval", "age", "sex", "gaf"],
    "usager": ["Code usager", "Période", "Condition", "Établissement", "Région", "Jour de passation", "Age", "S", "E"],
}
FOUND = ("participant", "visit", "group", "site", "region", "visit_date")
NOT_NAMED = {"english": {"region"}, "short": {"site", "region"}}  # words that are in no list


@pytest.mark.parametrize("style", STYLES)
def test_roles_are_found_in_every_style(style, tmp_path):
    table = long_table().set_axis(STYLES[style], axis="columns")
    seen = see_table(RawTable(tmp_path / "data.csv", "", 1, table))
    expected = dict(zip(FOUND, STYLES[style], strict=False))
    for role in NOT_NAMED.get(style, ()):
        del expected[role]
    assert seen.roles == expected
    assert seen.dropped == {}


def test_roles_are_found_by_content_where_names_say_nothing(tmp_path):
    table = long_table()[["person", "visit", "age", "egf"]].set_axis(["A", "B", "C", "D"], axis="columns")
    seen = see_table(RawTable(tmp_path / "data.csv", "", 1, table))
    assert seen.roles == {"participant": "A", "visit": "B"}


@pytest.mark.parametrize(
    ("column", "cells", "role"),
    [
        ("suivi", ["oui", "non"], "visit"),
        ("traitement groupe", [f"molécule {n}" for n in range(9)], "group"),
        ("code", ["1", "2"], "participant"),
        ("date de naissance", ["01/02/1970", "03/04/1980"], "visit_date"),
        ("heures msp", ["0", "1"], "worker"),
    ],
)
def test_a_name_alone_decides_nothing(column, cells, role, tmp_path):
    table = long_table()[["egf"]]
    table = table.assign(**{column: [cells[n % len(cells)] for n in range(len(table))]})
    assert role not in see_table(RawTable(tmp_path / "data.csv", "", 1, table)).roles


def test_days_of_exposure_are_found(tmp_path):
    table = long_table().assign(**{"Début suivi MSP": "01/02/2015", "Fin suivi MSP": "01/08/2015"})
    seen = see_table(RawTable(tmp_path / "data.csv", "", 1, table))
    assert seen.roles["exposure_start"] == "Début suivi MSP"
    assert seen.roles["exposure_end"] == "Fin suivi MSP"


@pytest.mark.parametrize(
    "name",
    ["Nom", "Prénom", "date_naissance", "DDN", "adresse", "E-mail", "téléphone", "NIR", "IPP", "Initiales patient"],
)
def test_columns_that_name_people_are_dropped(name, tmp_path):
    table = long_table().assign(**{name: "x"})
    assert list(see_table(RawTable(tmp_path / "data.csv", "", 1, table)).dropped) == [name]


@pytest.mark.parametrize("name", ["Nom du service", "année de naissance", "nombre", "Nombre de visites", "addiction"])
def test_columns_that_only_sound_like_it_are_kept(name, tmp_path):
    table = long_table().assign(**{name: "1"})
    assert see_table(RawTable(tmp_path / "data.csv", "", 1, table)).dropped == {}


def test_a_column_of_reasons_is_named_though_few_people_stand_behind_each(tmp_path):
    table = long_table()
    reasons = ["Refus", "Injoignable", "Décès"]
    table = table.assign(**{"Motif d’absence": [reasons[n] if n < 3 else "" for n in range(len(table))]})
    table = table.assign(**{"Motif de la demande": [f"demande {n}" for n in range(len(table))]})
    text, _ = draft_of(tmp_path / "draft", write_csv(tmp_path / "data.csv", table))
    assert "# exposure_end_reason, absence_reason: Motif d’absence (" in text
    assert "absence_reason: Motif de la demande" not in text
    assert "Injoignable" not in text
