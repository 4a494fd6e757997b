"""Columns that identify people: found by header and by cells, in made-up files; and what is none of them."""

import numpy as np
import pandas as pd
import pytest

import peereval as pe
from peereval.load.read import read_data
from peereval.validate.identifier_names import rule_of_header
from peereval.validate.nir import holds_nir, nir_key
from peereval.validate.privacy import identifiers_read
from small_study import CODEBOOK, HEADER, STUDY, rows, write_small_study

HEADERS = {
    "name": "Nom;NOM;Prénom;prenoms;NOM_NAISSANCE;nom de jeune fille;NomPatient;Nom du médecin;first name;Last_Name;"
    "Surname;full name;Nom complet;Maiden name",
    "birth-date": "Date de naissance;ddn;DDN;Né(e) le;né le;née le;DOB;date of birth;birthDate;DateNaiss;date_nais",
    "address": "Adresse;ville;Commune de résidence;Lieu de naissance;address;city;adresse_postale",
    "postcode": "code postal;CP;CodePostal;zip code;postcode",
    "email": "Adresse mail;E-mail;courriel;email;Mail",
    "phone": "Téléphone;tel1;Tél. portable;portable;Tel_mobile;phone number;GSM",
    "nir": "NIR;N° sécu;n° de sécurité sociale;SSN;NHS number;Numéro SS;social security number",
    "hospital-number": "IPP;NDA;NIP;IEP;N° IPP;n° de dossier;MRN;hospital number;num_dossier",
    "other-person": "médecin traitant;Contact;personne de confiance;Personne à prévenir;next of kin;emergency contact",
    "initials": "initiales;Initials",
    "free-text": "Commentaires;remarque;verbatim;comments",
}
NO_IDENTIFIERS = (
    "nombre;Nombre de visites;nomenclature;nominal;code;numero;numéro;service;site;Nom du service;nom_centre;"
    "site name;drug name;année de naissance;mois de naissance;year of birth;pays de naissance;poids de naissance;"
    "nb contacts;diagnostic;age;sexe;profession;niveau d'études;mode de vie;ISMI01;QV12;whoqol_phys;renommée;"
    "date_visite;date inclusion;id;num_patient;NumPat;groupe;visite;nomadisme;équipe mobile;adressé par;egf;"
    "mobilité;inscription;observance;date dernier contact;secteur;id_site;taille de la ville;dose;region;telles"
)


def valid_nir(number):
    """Add the key to the first 13 signs of a NIR, by long division."""
    rest = 0
    for digit in number.replace("2A", "19").replace("2B", "18"):
        rest = (rest * 10 + int(digit)) % 97
    return f"{number}{97 - rest:02d}"


def found_in(frame, **options):
    return dict(pe.identifying_columns(frame, **options)[["column", "rule"]].to_numpy().tolist())


@pytest.mark.parametrize("rule", HEADERS)
def test_headers_are_recognised_as_whole_words_in_two_languages(rule):
    assert {header: rule_of_header(header) for header in HEADERS[rule].split(";")} == dict.fromkeys(
        HEADERS[rule].split(";"), rule
    )


def test_other_headers_are_left_alone():
    assert {header: rule_of_header(header) for header in NO_IDENTIFIERS.split(";") if rule_of_header(header)} == {}


@pytest.mark.parametrize(
    "number", ["1850799999999", "295012A999999", "161072B999998", "2550899888777", "7009999999999"]
)
def test_a_nir_has_a_valid_key(number):
    whole = valid_nir(number)
    assert nir_key(number) == int(whole[13:])
    spaced = f"{whole[0]} {whole[1:3]} {whole[3:5]} {whole[5:7]} {whole[7:10]} {whole[10:13]} {whole[13:]}"
    wrong = f"{whole[:13]}{(int(whole[13:]) + 1) % 98:02d}"
    texts = [whole, spaced, f"voir {whole}.", wrong, f"9{whole}", "12"]
    assert [holds_nir(text) for text in texts] == [True, True, True, False, False, False]


@pytest.mark.parametrize("as_number", [False, True])
def test_one_nir_or_one_email_is_enough(as_number):
    nir = valid_nir("1850799999999")
    values = [float(nir), 12.0, 999.0] * 5 if as_number else [nir, "12", "999"] * 5
    frame = pd.DataFrame({"valeur": values, "suivi": ["appeler demain"] * 14 + ["écrire à a.b@hopital.test"]})
    assert found_in(frame) == {"valeur": "nir", "suivi": "email"}


@pytest.mark.parametrize(
    ("rule", "cells"),
    [
        ("phone", ["06 12 34 56 78", "0612345678", "+33 6 12 34 56 78", "01.23.45.67.89", ""]),
        ("phone", [612345678.0, 698765432.0, 712345678.0]),
        ("phone", ["+44 20 7946 0958", "+1 202-555-0143"]),
        ("nir", ["078-05-1120", "219-09-9999"]),
        ("name", ["Jean Martin", "MARTIN Sophie", "Karim B.", "Amélie"]),
        ("name", ["Dupont Zéphirine", "De La Tour Gontran", "Le Goff Maël", "Durand Lilwenn", "Petit Ilan"] * 2
         + [f"Nom{chr(97 + i)} Prénom{chr(97 + i)}" for i in range(12)]),
        ("initials-birth", ["JD120365", "ab-010270", "KLM311288", "PQ050599", "ST200745", "UV110101"]),
        ("initials-birth", ["JD12/03/1965", "AB01/02/1970", "KL31/12/1988", "PQ05/05/1999", "ST20/07/1945"]),
        ("free-text", [f"A dit au service que la personne numéro {i} allait mieux" for i in range(8)]),
    ],
)  # fmt: skip
def test_cells_are_recognised_whatever_the_header(rule, cells):
    assert found_in(pd.DataFrame({"v1": cells})) == {"v1": rule}


SERVICES = ["Saint-Jean", "Saint Jean", "CMP Victor Hugo", "Hôpital Sainte-Anne", "Clinique Saint-Martin", "Les Lilas"]
DIAGNOSES = ["Schizophrénie paranoïde", "Trouble bipolaire", "Trouble de l’humeur", "Autres", "Épisode dépressif"]
REGIONS = [
    "Hauts-de-France",
    "Île-de-France",
    "Provence-Alpes-Côte d'Azur",
    "Bretagne",
    "Pays de la Loire",
    "Grand Est",
]


@pytest.mark.parametrize(
    "cells",
    [
        SERVICES * 6, DIAGNOSES * 6, REGIONS * 6, ["0", "1", "9"] * 5, ["oui", "non", "NSP"] * 5, ["S0", "S1"] * 9,
        [f"P{i:03d}" for i in range(40)], [f"P0101{i:02d}" for i in range(1, 40)], [f"01-{i:03d}" for i in range(40)],
        [f"AB{i:06d}" for i in range(200)], list(range(10001, 10040)), [2.45, 3.5, 1.25], [100200300] * 4,
        ["12:30", "no", "007"], ["F20.0", "F31.1"], ["célibataire", "marié(e)", "vit en couple"] * 4,
        ["sans emploi", "Ouvrier", "Cadre supérieur", "Employé de bureau"] * 4, ["Médecin", "Ouvrier", "Cadre"] * 9,
        ["T0", "T6", "T12"] * 5, ["1965", "03/1965"], ["ABX", "KQZ", "PRT", "MLK"] * 3, [True, False], [None, ""],
    ],
)  # fmt: skip
def test_cells_that_identify_nobody_are_left_alone(cells):
    assert found_in(pd.DataFrame({"v1": cells})) == {}


@pytest.mark.parametrize("header", ["portable", "contact", "mail", "IPP", "médecin traitant", "téléphone"])
@pytest.mark.parametrize("cells", [["oui", "non", ""], [0, 1, 1], ["0", "1", "9"], [3.5, 2, 1]])
def test_answers_under_such_a_header_are_no_identifiers(header, cells):
    assert found_in(pd.DataFrame({header: cells[:3]})) == {}


def test_a_hospital_file_is_told_apart_column_by_column():
    people = 24
    first = ["Zoé", "Karim", "Anne-Marie", "Jean", "Lucas", "Inès"] * 4
    frame = pd.DataFrame({
        "N°": range(1, people + 1), "IPP": [f"80012{i:02d}" for i in range(people)], "Nom usuel": ["Zyxwv"] * people,
        "Prénom": first, "Date naiss.": birth_days(people).strftime("%d/%m/%Y"), "Sexe": ["F", "M"] * 12,
        "Service": [*SERVICES, *SERVICES] * 2, "Secteur": ["59G01", "59G02"] * 12, "Diagnostic": ["F20.0", "F31"] * 12,
        "Médecin traitant": ["Dr Zyxwv"] * people, "Portable": ["06 12 34 56 78"] * people,
        "Tutelle": ["oui", "non"] * 12,
        "Date d'inclusion": ["02/03/2015", "09/03/2015"] * 12, "ISMI_1": [1, 4] * 12, "EGF": range(30, 30 + people),
        "Nombre d'hospitalisations": [0, 3] * 12, "Profession": ["Ouvrier qualifié", "Sans emploi"] * 12,
        "Remarques": [f"Vu avec sa soeur au rendez-vous du mois numéro {i}" for i in range(people)],
    })  # fmt: skip
    assert found_in(frame) == {
        "IPP": "hospital-number", "Nom usuel": "name", "Prénom": "name", "Date naiss.": "birth-date",
        "Médecin traitant": "other-person", "Portable": "phone", "Remarques": "free-text",
    }  # fmt: skip


def birth_days(people=30, seed=3):
    return pd.Timestamp("1940-01-01") + pd.to_timedelta(np.random.default_rng(seed).integers(0, 20000, people), "D")


WRITTEN = ["%d/%m/%Y", "%Y-%m-%d", "%d.%m.%y", "%d%m%Y", "%d %B %Y", "%d-%m-%Y"]


@pytest.mark.parametrize("written", [None, *WRITTEN])
@pytest.mark.parametrize("header", ["ddn", "jour"])
def test_birth_dates_are_found_as_days_and_as_text(written, header):
    days = pd.Series(birth_days()).repeat(2).reset_index(drop=True)
    visits = pd.Series(pd.to_datetime(["2014-03-02", "2014-10-05"] * 30))
    frame = pd.DataFrame({"id": np.arange(60) // 2, "visite": visits, header: days})
    if written:
        french = {"January": "janvier", "February": "février", "August": "août", "December": "déc."}
        frame[header] = days.dt.strftime(written).replace(french, regex=True)
    assert found_in(frame) == {header: "birth-date"}
    assert found_in(frame, participant="id") == {header: "birth-date"}


def test_days_of_a_study_and_reduced_birth_dates_are_left_alone():
    days = pd.Series(birth_days())
    frame = pd.DataFrame({
        "inclusion": pd.to_datetime("2014-01-01") + pd.to_timedelta(np.arange(30) * 9, "D"),
        "visite": pd.to_datetime("2015-01-01") + pd.to_timedelta(np.arange(30) * 9, "D"),
        "texte": (pd.to_datetime("2015-01-01") + pd.to_timedelta(np.arange(30), "D")).strftime("%d/%m/%Y"),
        "date de naissance": days.dt.strftime("%m/%Y"),
        "naissance": days.dt.year,
    })  # fmt: skip
    assert found_in(frame) == {}


def test_what_changes_within_a_person_is_no_birth_date():
    frame = pd.DataFrame({"id": np.arange(60) // 2, "jour": birth_days(60)})
    assert found_in(frame) == {"jour": "birth-date"}
    assert found_in(frame, participant="id") == {}


def test_postcodes_and_initials_identify_beside_a_birth_date_only():
    about = pd.DataFrame({"lieu": ["59000", "75013", "13001"] * 10, "initiales": ["AB", "CD", "EF"] * 10})
    assert found_in(about) == {}
    assert found_in(about.assign(ddn=birth_days())) == {
        "ddn": "birth-date", "lieu": "postcode", "initiales": "initials"
    }  # fmt: skip


def test_why_is_said_in_two_languages_and_without_values():
    frame = pd.DataFrame({"Nom": ["Zyxwv"], "x": ["zyxwv@test.fr"]})
    for language, words in (("en", "names of people"), ("fr", "des noms de personnes")):
        found = pe.identifying_columns(frame, language=language)
        assert found["why"][0] == words
        assert "zyxwv" not in found.to_string().casefold()


def test_the_example_study_identifies_nobody(example_study):
    for folder in example_study.values():
        study = pe.read_study(folder / "study.yaml")
        assert findings_of(study) == {}


def privacy_findings(tmp_path, extra, study=STUDY, codebook=CODEBOOK):
    """Return the findings of a study whose file has more columns: header to a function of the row number."""
    data = [[*row, *(make(i) for make in extra.values())] for i, row in enumerate(rows())]
    path = write_small_study(tmp_path, study=study, codebook=codebook, data=data, header=[*HEADER, *extra])
    return findings_of(pe.read_study(path))


def findings_of(study):
    data = read_data(study)
    return {one.rule: one for one in identifiers_read((data.frame, data.absences), study, data.headers)}


def test_identifying_columns_are_refused_all_at_once_with_one_line_that_resolves_it(tmp_path):
    extra = {
        "Nom": lambda i: f"Zyxwv{i}", "Prénom": lambda _: "Zed", "tél": lambda _: "0612345678",
        "DDN": lambda i: f"{i % 28 + 1:02d}/03/19{40 + i % 50}",
        "Commentaire": lambda i: f"Il a dit au médecin que la journée {i} allait",
    }  # fmt: skip
    found = privacy_findings(tmp_path, extra)
    assert found["identifying-columns"].severity == found["birth-dates-full"].severity == "error"
    assert found["identifying-columns"].fix == "drop: [Nom, Prénom, tél, DDN]"
    assert found["identifying-columns"].file == "data.csv"
    assert found["free-text-columns"].severity == "warning"
    message = found["identifying-columns"].message()
    assert "Nom, Prénom (names of people), tél (phone numbers)" in message
    text = " ".join(one.message() + one.fix for one in found.values())
    assert not any(value in text for value in ("Zyxwv", "Zed", "0612345678", "journée"))
    fix = found["free-text-columns"].fix
    again = privacy_findings(
        tmp_path / "fixed", extra, STUDY.replace("{path: data.csv}", "{path: data.csv, " + fix + "}")
    )
    assert again == {}


def test_the_fix_keeps_what_is_dropped_and_names_the_headers_of_the_file(tmp_path):
    source = "{path: data.csv, drop: [autre], rename: {Nom: x}}"
    extra = {"Nom": lambda i: ("Martin Jean", "Petit Anne", "Roux Karim", "Blanc Zoé")[i % 4], "autre": str}
    found = privacy_findings(tmp_path, extra, STUDY.replace("{path: data.csv}", source))
    assert found["identifying-columns"].fix == "drop: [autre, Nom]"


def test_wide_columns_are_all_named(tmp_path):
    header = ["id", "service", "group", "age", "score_T0", "score_T6", "tel_T0", "tel_T6"]
    data = [[f"P{i:03d}", f"S{i % 4}", ("témoin", "1")[i % 2], "40", f"{i % 9}", f"{i % 7}", "0612345678", "0612345679"]
            for i in range(30)]  # fmt: skip
    study = STUDY.replace("{path: data.csv}", '{path: data.csv, wide: "{column}_{visit}"}')
    read = pe.read_study(write_small_study(tmp_path, study=study, header=header, data=data))
    found = findings_of(read)
    assert found["identifying-columns"].fix == "drop: [tel_T0, tel_T6]"


def test_the_codebook_says_what_is_sensitive_and_what_a_person_has_looked_at(tmp_path):
    extra = {"info": lambda _: "0612345678", "note2": lambda i: f"v{i}"}
    book = CODEBOOK + "  - {name: info, sensitive: false}\n  - {name: note2, sensitive: true}\n"
    found = privacy_findings(tmp_path, extra, codebook=book)
    assert found["identifying-checked"].severity == "note"
    assert "info (phone numbers)" in found["identifying-checked"].message()
    assert found["identifying-columns"].fix == "drop: [note2]"


def names(data):
    words = [f"{a}{b}" for a in ("Mar", "Du", "Ro", "Le", "Ga") for b in ("tin", "pont", "bert", "fèvre", "rnier", "l")]
    people = sorted({row[0] for row in data})
    return {person: words[number % 30] + "a" * (number // 30) for number, person in enumerate(people)}


@pytest.mark.parametrize(
    ("code", "what"),
    [
        (lambda i, _: valid_nir(f"18507{i:08d}"), "social security numbers"),
        (lambda _, name: f"{name.lower()}@mail.fr", "e-mail addresses"),
        (lambda _, name: name, "names of people"),
        (lambda i, name: f"{name[:2]}{chr(65 + i % 26)}{i % 28 + 1:02d}0{i % 9 + 1}19{40 + i % 50}", "initials"),
    ],
)
def test_participants_known_by_more_than_a_code_are_refused(tmp_path, code, what):
    data = rows()
    known = names(data)
    codes = {person: code(number, name) for number, (person, name) in enumerate(known.items())}
    path = write_small_study(tmp_path, data=[[codes[row[0]], *row[1:]] for row in data])
    file = path.with_name("data.csv")
    file.write_bytes(file.read_bytes().replace(b"@mail,fr", b"@mail.fr"))  # the writer makes every point a comma
    found = findings_of(pe.read_study(path))
    finding = found["key-identifying"]
    assert finding.severity == "error"
    assert what in finding.message()
    assert "pseudonymise" in finding.message("fr")
    assert finding.fix == "path: coded/data.csv"
    assert not any(text in finding.message() for text in codes.values())
