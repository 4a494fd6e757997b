"""Columns that identify people: they are dropped in a draft, and none of their values is written."""

import pandas as pd

from peereval.plan.draft.words import fold, is_free_text, words_in, words_of

_SPARED = words_in(
    "center centre cmp etablissement event field form hopital hospital instrument redcap secteur service site "
    "structure unite"
)
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
    """Return the columns of a table that are not to be read, with what each says of a person."""
    reasons = {str(name): identifying_kind(str(name)) or ("free" if is_free_text(str(name)) else "") for name in cells}
    return {name: reason for name, reason in reasons.items() if reason}


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
