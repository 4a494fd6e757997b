"""What the choices of a study file are called in words, in either language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from peereval.terms import Language, has_term, label_of, term

if TYPE_CHECKING:
    from peereval.study.file import Study

_FAMILIES = {
    "covariance": "report.covariance_",
    "site_effects": "report.sites_",
    "df_method": "report.df_",
    "estimator": "report.estimator_",
    "missing": "sensitivity.",
}
_COLON = {"en": ": ", "fr": "\u00a0: "}
_SEMICOLON = {"en": "; ", "fr": "\u00a0; "}


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """Words in both languages."""

    en: str
    fr: str

    def in_language(self, language: Language) -> str:
        """Return the words in a language."""
        return self.fr if language == "fr" else self.en

    def __str__(self) -> str:
        return self.en


def say_choice(key: str, value: Any, study: "Study") -> Said:  # noqa: ANN401  (any value of study.yaml)
    """Return the value of a key of the study in words of both languages.

    Parameters
    ----------
    key
        The key, such as `covariance` or `attendance.returns`.
    value
        Its value in plain form: text, number, yes or no, nothing, or lists and mappings of these.
    study
        The study, whose labels name outcomes, groups and columns.
    """
    return Said(_text(key, value, study, "en"), _text(key, value, study, "fr"))


def choice_text(key: str, value: Any, study: "Study", language: Language) -> str:  # noqa: ANN401  (as above)
    """Return the value of a key of the study in words of one language.

    Examples
    --------
    >>> choice_text("truncate", 0.99, None, "fr"), choice_text("covariance", ["unstructured"], None, "en")
    ('0,99', 'unstructured covariance of the visits')
    """
    return _text(key, value, study, language)


def _text(key: str, value: Any, study: "Study", language: Language) -> str:  # noqa: ANN401  (as above)
    if value is None or value in ([], {}, ""):
        empty = f"plan.{key}.nothing"
        return term(empty if has_term(empty) else "plan.nothing", language)
    if isinstance(value, bool):
        return term("table.yes" if value else "table.no", language)
    if isinstance(value, (int, float)):
        return number_text(value, language)
    if isinstance(value, Mapping):
        return _mapping(key, value, study, language)
    if isinstance(value, Sequence) and not isinstance(value, str):
        mixed = any(isinstance(one, (int, float, Mapping)) for one in value)
        return (_SEMICOLON[language] if mixed else ", ").join(_text(key, one, study, language) for one in value)
    return _word(key, str(value), study, language)


def number_text(value: float, language: Language) -> str:
    """Return a number as it was written, with the decimal mark of the language."""
    text = f"{value:.10g}".replace("-", "\u2212")
    return text.replace(".", ",") if language == "fr" else text


def _mapping(key: str, value: Mapping[str, Any], study: "Study", language: Language) -> str:
    if set(value) == {"outcome", "visit", "contrast"}:
        whole = "plan.hypothesis_all" if value["outcome"] == "*" else "plan.hypothesis"
        told = {"visit": value["visit"], "contrast": contrast_text(str(value["contrast"]), study, language)}
        return term(whole, language, outcome=name_text(str(value["outcome"]), study, language), **told)
    parts = ((_word(key, str(name), study, language), _text(key, one, study, language)) for name, one in value.items())
    return _SEMICOLON[language].join(f"{name}{_COLON[language]}{text}" for name, text in parts)


def _word(key: str, word: str, study: "Study", language: Language) -> str:
    """Return the word for an option of a key, else the label of what has this name, else the name."""
    plain = word.replace("-", "_").replace("+", "_").replace(" ", "_")
    known = (f"plan.{key}.{word}", f"{_FAMILIES.get(key, '')}{plain}", f"{_FAMILIES.get(key, '')}{word}")
    found = next((one for one in known if has_term(one)), "")
    return term(found, language) if found else name_text(word, study, language)


def name_text(name: str, study: "Study", language: Language) -> str:
    """Return the label of an outcome, a group, or a column of the codebook; the name where it has none."""
    if study is None:
        return name
    if name in study.outcomes:
        labels: Mapping[Any, str] = study.outcomes[name].label
    elif name in study.groups:
        labels = study.groups[name].label
    else:
        field = study.book.field(name)
        labels = field.labels if field else {}
        if not labels and has_term(f"column.{name}"):
            return term(f"column.{name}", language)
    return label_of({str(one): text for one, text in labels.items()}, language, name)


def contrast_text(contrast: str, study: "Study", language: Language) -> str:
    """Return a contrast such as treated - control by the labels of its groups."""
    first, _, second = contrast.partition(" - ")
    return f"{name_text(first, study, language)} \u2212 {name_text(second, study, language)}"
