"""Reads results as sentences print them: t(62) = 0.17, p = .87, in English and in French notation."""

import re
import unicodedata

_NUMBER = r"[-−–]?\s?(?:\d+(?:[.,]\d+)?|[.,]\d+)"
_RELATION = r"\s*([<>=≤≥]=?)\s*"
_TEST = re.compile(
    rf"(?<![a-z])(?P<name>t|f|z|r|χ2|x2|chi2|q)\s*(?:\(\s*(?P<inside>[^()]*)\))?\s*=\s*(?P<value>{_NUMBER})",
    re.IGNORECASE,
)
_OUTPUTS = {
    "p": rf"(?<![a-zη])p{_RELATION}({_NUMBER}|ns)",
    "partial_eta2": rf"(?:ηp2|η2p|ηp²|η²p|η_p2|partial\s*(?:η2|eta2)|(?:η2|eta2)\s*partiel)\s*(=)\s*({_NUMBER})",
    "eta2": rf"(?<!partial )(?:η2|eta2)\s*(=)\s*({_NUMBER})",
    "d": rf"(?<![a-z])d\s*(=)\s*({_NUMBER})",
}
_NAMES = {"t": "t", "f": "F", "z": "z", "r": "r", "χ2": "chi2", "x2": "chi2", "chi2": "chi2", "q": "chi2"}


def read_sentence(text: str) -> dict[str, object]:
    """Return the keys of a test that a printed sentence holds, each as printed text.

    Statistics t, F, chi2 (χ², also as Q), z and r with their degrees of freedom; p, partial eta
    squared, eta squared and d. Parts stand apart by a comma or a semicolon; where decimals have a
    comma, degrees of freedom stand apart by a semicolon: F(2 ; 90) = 87,89.

    Raises
    ------
    ValueError
        If no statistic is found; the message is for the reader.

    Examples
    --------
    >>> read_sentence("F(2, 90) = 87.89, p < .001, ηp² = .66")
    {'statistic': 'F', 'value': '87.89', 'df': ['2', '90'], 'p': '< .001', 'partial_eta2': '.66'}
    >>> read_sentence("t(62) = 0,17 ; p = 0,87")
    {'statistic': 't', 'value': '0,17', 'df': ['62'], 'p': '0,87'}
    """
    plain = unicodedata.normalize("NFKC", text).replace("\u00a0", " ")  # a superscript 2 becomes a 2
    found = _TEST.search(plain)
    if found is None:
        raise ValueError(
            f"'{text}' holds no statistic that can be read. Write it as APA does: t(62) = 0.17, p = .87; F(2, 90) = "
            "87.89, p < .001; χ2(1, N = 144) = 1.67, p = .20; z = 2.10, p = .036; r(62) = .30, p = .02."
        )
    keys: dict[str, object] = {"statistic": _NAMES[found["name"].casefold()], "value": found["value"]}
    keys |= _inside(found["inside"] or "", two=keys["statistic"] == "F")
    rest = plain[found.end() :]
    for key, form in _OUTPUTS.items():
        printed = re.search(form, rest, re.IGNORECASE)
        if printed and not (key == "eta2" and "partial_eta2" in keys):
            keys[key] = _relation(printed[1], printed[2]) if key == "p" else printed[2]
    return keys


def _relation(relation: str, number: str) -> str:
    if number.casefold() == "ns":
        return "> .05"
    return number if relation == "=" else f"{relation} {number}"


def _inside(text: str, *, two: bool) -> dict[str, object]:
    """Return degrees of freedom and N from what stands in brackets."""
    n = re.search(r"n\s*=\s*(\d+)", text, re.IGNORECASE)
    cleaned = re.sub(r"[,;]?\s*n\s*=\s*\d+", "", text, flags=re.IGNORECASE)
    cleaned = re.sub(r"(?:df|ddl|dl)\s*=?\s*", "", cleaned, flags=re.IGNORECASE)
    # A semicolon, or a comma with a space, parts the two; another comma is a decimal one.
    parts = [part.strip() for part in re.split(r"\s*;\s*|,\s+", cleaned) if part.strip()]
    if two and len(parts) == 1 and re.fullmatch(r"\d+,\d+", parts[0]):  # F(2,90)
        parts = parts[0].split(",")
    return ({"df": parts} if parts else {}) | ({"n": n[1]} if n else {})
