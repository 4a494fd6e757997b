"""The words by which the columns of such files are recognised, in French and English."""

import re
import unicodedata


def words_in(text: str) -> frozenset[str]:
    """Return the words of a list written as one text."""
    return frozenset(text.split())


_FILLERS = words_in("a au aux d de des du en et l la le les of the in")
_PERSON = words_in(
    "anonyma anonymat anonyme case client individu part participant participants pat patient patients person "
    "personne record subj subject suj sujet usager"
)
_NUMBER = words_in(
    "cle code codepat codepatient id ident identifiant identifier idpat idpatient key n no nopat nr num number numero "
    "numpat numpatient numsujet patientid pid recordid studyid subjectid subjid usubjid"
)
_VAGUE = words_in("cle code key n no nr num number numero part record case")
_WORDS = {
    "visit": words_in(
        "bilan eval evaluation event mois moment month passation period periode phase session suivi temps time "
        "timepoint tps vague vis visit visite visites wave"
    ),
    "group": words_in("allocation arm bras cohort cohorte condition gr group groupe grp randomisation traitement trt"),
    "site": words_in(
        "center centre clinic clinique cmp equipe etablissement ghu hopital hospital institution pole secteur sector "
        "service site structure unit unite ward"
    ),
    "region": words_in("departement dept region territoire"),
    "worker": words_in("mediateur mediatrice msp msps peer psw worker"),
}
_START, _END = words_in("begin beginning debut start"), words_in("arret end fin sortie stop")
_VISIT_DAY = words_in("bilan consultation entretien eval evaluation examen passation visit visite")
_FREE = words_in(
    "comment commentaire commentaires comments note notes observation observations remarque remarques remarks verbatim"
)
_MISSING_WORDS = words_in("nsp na nd n/a nr nc np ns nan null #n/a #na . - -- ? / inconnu inconnue unknown missing")
MISSING_TEXTS = _MISSING_WORDS | {
    "ne sait pas", "non renseigné", "non renseignée", "non renseigne", "manquant", "donnée manquante", "sans réponse",
}  # fmt: skip
MISSING_NUMBERS = (9.0, 99.0, 999.0, 9999.0, 88.0, 888.0, 77.0, 777.0, -1.0, -9.0, -99.0, -999.0)


def fold(text: str) -> str:
    """Return a name in lower case, without accents, its words apart by single spaces.

    Examples
    --------
    >>> fold("N° d’Anonymat"), fold("NumPat"), fold("date_visite")
    ('n d anonymat', 'num pat', 'date visite')
    """
    apart = re.sub(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])", " ", unicodedata.normalize("NFC", text))
    plain = unicodedata.normalize("NFKD", apart).casefold()
    kept = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", kept).split())


def words_of(text: str) -> frozenset[str]:
    """Return the words of a name, those that say nothing left out."""
    return frozenset(fold(text).split()) - _FILLERS


def participant_score(name: str) -> float:
    """Return how much a name is one of a column of participants: 0 not at all, 3 surely."""
    words = words_of(name)
    words = words or frozenset(fold(name).split())
    joined = fold(name).replace(" ", "")
    if joined in _NUMBER | _PERSON:
        words = frozenset({joined})
    if not words or not words <= _NUMBER | _PERSON:
        return 0.0
    if words & _PERSON and words & _NUMBER:
        return 3.0
    return 1.0 if words <= _VAGUE else 2.0


def has_role_word(name: str, role: str) -> bool:
    """Say whether a name holds a word of a role: "visit", "group", "site", "region" or "worker"."""
    words = words_of(name)
    return bool(words & _WORDS[role]) or (role == "worker" and {"pair", "aidant"} <= words)


def date_role(name: str) -> str:
    """Return which day a column of dates holds: a key of `columns`, or ""."""
    words = words_of(name)
    if words & _START:
        return "exposure_start"
    if words & _END:
        return "exposure_end"
    return "visit_date" if words & _VISIT_DAY else ""


def is_free_text(name: str) -> bool:
    """Say whether a name is one of remarks, in which people may be named."""
    return bool(words_of(name) & _FREE)


def is_missing_text(text: str) -> bool:
    """Say whether a text usually means that there is no answer."""
    return text.strip().casefold() in MISSING_TEXTS
