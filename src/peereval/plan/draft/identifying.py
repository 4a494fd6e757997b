"""Columns that identify people: they are dropped in a draft, and none of their values is written."""

import pandas as pd

from peereval.plan.draft.words import fold, has_role_word, is_free_text, participant_score, words_in, words_of
from peereval.validate.identifiers import find_identifiers

_SPARED = words_in(
    "center centre cmp etablissement event field form hopital hospital instrument redcap secteur service site "
    "structure unite"
)
_CERTAIN = {"email", "nir", "phone"}
_COARSE = words_in("age annee an mois month year")
_NAMING = {
    "name": "nom noms name names surname firstname lastname prenom prenoms initiales initials",
    "birth": "naissance ddn dob birth birthdate birthday",
    "address": "adresse address rue street postal",
    "contact": "mail mails email courriel tel telephone phone mobile portable",
    "number": "nir insee secu ssn ipp nip iep nda dossier",
    "rater": "evaluateur evaluatrice enqueteur enquetrice rater interviewer assessor investigateur investigator",
}
_WORDS = {kind: words_in(words) for kind, words in _NAMING.items()}


def find_identifying(cells: pd.DataFrame) -> dict[str, str]:
    """Return the columns of a table that are not to be read, with what each says of a person.

    By their names, with a caution that a draft can afford, and by what `find_identifiers` sees in the cells.
    """
    named = {str(name): identifying_kind(str(name)) or ("free" if is_free_text(str(name)) else "") for name in cells}
    dropped = {name: reason for name, reason in named.items() if reason}
    left = cells.drop(columns=list(dropped))
    person = max(map(str, left), key=participant_score, default="")
    found = find_identifiers(left, participant=person if participant_score(person) >= 1 else None)
    return dropped | {name: rule for name, rule in found.items() if rule in _CERTAIN or not _is_key(name)}


def _is_key(name: str) -> bool:
    # The name of a site may well be a saint's, and an event has a name.
    return any(has_role_word(name, role) for role in ("site", "region", "visit", "group"))


def identifying_kind(name: str) -> str:
    """Return what a column says of a person by its name, such as "birth", or "" where it identifies nobody.

    Examples
    --------
    >>> identifying_kind("Prénom"), identifying_kind("Nom du service"), identifying_kind("année de naissance")
    ('name', '', '')
    """
    words = words_of(name) | {fold(name).replace(" ", "")}
    for kind, named in _WORDS.items():
        spared = (kind == "name" and words & _SPARED) or (kind == "birth" and words & _COARSE)
        if words & named and not spared:
            return kind
    return ""
