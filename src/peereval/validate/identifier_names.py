"""Recognises by its header, in French or English, a column that identifies people."""

import re
import unicodedata

# Words that make "nom" or "name" the name of a thing.
_THINGS = (
    r"services?|centres?|centers?|sites?|etablissements?|hopita(?:l|ux)|hospitals?|structures?|secteurs?|districts?"
    r"|regions?|groupes?|groups?|visites?|visits?|fichiers?|files?|variables?|questionnaires?|echelles?|scales?"
    r"|etudes?|stud(?:y|ies)|medicaments?|drugs?|traitements?|treatments?|molecules?|items?|feuilles?|sheets?"
    r"|programmes?|programs?|projets?|projects?|departements?|lieux?|unites?|units?|poles?|equipes?|teams?|pays"
    r"|countr(?:y|ies)|cliniques?|clinics?|wards?|diagnosti[cs]s?|diagnosis|instruments?|outcomes?|criteres?|brand"
)
_NUMBER = r"(?:n|no|num|numero|number|id|code) ?(?:de |d )?"
_BIRTH = r"(?:nais|naiss|naissance)"
# For each rule: what the words of a header must hold, and what they must not hold. The order decides between two.
_RULES: tuple[tuple[str, str, str], ...] = (
    ("email", r"\b(?:e ?mails?|mails?|courriels?)\b", ""),
    ("nir", rf"\b(?:nir|nss|ssn)\b|^{_NUMBER}(?:ss|insee)$|^(?:{_NUMBER})?secu(?:rite)?(?: ?sociale)?$", ""),
    ("nir", r"\b(?:social ?security|national insurance) ?(?:number|no|num|n|id)?$|\bnhs ?(?:number|no|num|n|id)\b", ""),
    ("phone", r"\b(?:tel|telephones?|phones?|gsm|fax)\b|\b(?:tel|telephone|numero|mobile) portable\b", ""),
    ("phone", r"^(?:portables?|mobiles?)(?: ?\d)?$|\bmobile (?:phone|number)\b", ""),
    ("other-person", r"\bmedecins? ?traitants?\b|\bpersonnes? (?:de )?confiance\b|\bnext of kin\b", ""),
    ("other-person", r"\bpersonnes? (?:a )?(?:contacter|prevenir|contact|ressource)\b|\b(?:tuteur|curateur)\b", ""),
    ("other-person", r"^contacts?(?: ?\d)?$|\bcontact (?:d )?(?:urgence|famille|proche|nom|name|person)\b", ""),
    (
        "other-person",
        r"\bemergency contact\b|\bgeneral practitioner\b|\bgp name\b|\btreating (?:doctor|physician)\b",
        "",
    ),
    ("birth-date", rf"\bd(?:a?te?)? ?(?:de |d )?{_BIRTH}\b|\bd ?d ?n\b|\bnee? (?:e )?le\b|\bd ?o ?b\b", ""),
    ("birth-date", rf"\bbirth ?da(?:te|y)s?\b|\bdate ?of ?birth\b|\bborn(?: on)?$|^{_BIRTH}$|^birth$", ""),
    ("name", r"\b(?:noms?|names?)\b|\bnom ?(?:de ?)?(?:naissance|famille)\b", rf"\b(?:{_THINGS})\b"),
    ("name", r"\bprenoms?\b|\bnomprenom\b|\bpatronymes?\b|\bsurnames?\b", ""),
    ("name", r"\b(?:first|last|family|given|full|maiden|fore)names?\b|^identite(?: (?:du |de la )?patiente?)?$", ""),
    ("postcode", r"\bcode ?postal\b|\bcod ?post\b|^cp$|^c p$|\bzip ?(?:code)?\b|\bpost ?code\b|\bpostal code\b", ""),
    ("address", r"\badresses?\b|\baddress(?:es)?\b", r"\badresses? (?:par|a|au|vers)\b|\baddressed\b"),
    ("address", r"\b(?:ville|commune|city|town)\b", r"\b(?:taille|size|types?|population|nb|nombre)\b"),
    ("address", r"^(?:rue|street|voie|lieu dit)$|\blieu ?(?:de ?)?naissance\b|\bbirth ?place\b|\bplace of birth\b", ""),
    ("hospital-number", r"\b(?:ipp|nda|nip|iep|mrn)\b|\b(?:hospital|medical record) ?(?:number|no|num|n|id)\b", ""),
    ("hospital-number", rf"\b{_NUMBER}(?:dossier|hospitalisation|hospitalier|sejour|venue|admission)\b", ""),
    ("initials", r"^init$|\binitiales\b|\binitials\b", ""),
    ("free-text", r"\b(?:commentaires?|comments?|remarques?|remarks?|verbatims?|texte ?libre|free ?text)\b", ""),
    ("free-text", r"^(?:observations?|notes?|precisions?|precise[zr]?|details?)(?: ?\d+)?$", ""),
)
_PATTERNS = tuple((rule, re.compile(held), re.compile(not_held or r"(?!)")) for rule, held, not_held in _RULES)


def header_words(header: str) -> str:
    """Return a header as plain words: no accents, no capitals, one space between words and before numbers.

    Examples
    --------
    >>> header_words("N° Sécu"), header_words("DateNaissance"), header_words("né(e)_le")
    ('n secu', 'date naissance', 'ne e le')
    """
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", header) if not unicodedata.combining(sign))
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])", " ", plain)
    return re.sub(r"[^a-z0-9]+", " ", apart.casefold()).strip()


def rule_of_header(header: str) -> str:
    """Return what a header says that its column holds of a person, "" where it says nothing of the kind.

    Whole words count: `nom` is a name, `nombre` and `nomenclature` are none, nor is
    `nom du service`.

    Examples
    --------
    >>> rule_of_header("Nom de naissance"), rule_of_header("ddn"), rule_of_header("Nombre de visites")
    ('name', 'birth-date', '')
    """
    words = header_words(header)
    return next((rule for rule, held, barred in _PATTERNS if held.search(words) and not barred.search(words)), "")
