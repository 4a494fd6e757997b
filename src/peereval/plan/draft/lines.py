"""The lines of a draft: aligned comments, marks of guesses, texts that YAML reads back as they are."""

from collections.abc import Iterable, Sequence

from peereval.load.header.headers import clean_name
from peereval.terms import Language, term
from peereval.yaml_file import as_yaml

_WIDTH = 30


def plain(text: str, comment: str = "") -> str:
    """Return a line, with a comment that stands where those of the other lines stand."""
    return f"{text:<{_WIDTH}} # {comment}" if comment else text


def guessed(text: str, language: Language, comment: str = "") -> str:
    """Return a line that holds a guess: its comment, then the mark to be deleted once it is verified."""
    mark = f"# {term('draft.mark', language)}"
    return f"{text:<{_WIDTH}} # {comment}  {mark}" if comment else f"{text:<{_WIDTH}} {mark}"


def undecided(text: str, language: Language, decision: str) -> str:
    """Return a line whose value is left to the user, with what is to be decided."""
    return plain(text, f"{term('draft.decide', language)}{term(decision, language)}")


def said(key: str, language: Language, /, **values: object) -> str:
    """Return the words `draft.<key>` of terms.csv."""
    return term(f"draft.{key}", language, **values)


def quoted(text: str) -> str:
    """Return a name of the files as it may stand in a line of YAML."""
    return as_yaml(clean_name(text))


def texted(text: str) -> str:
    """Return a label of the files as it may stand in a line of YAML; what looks like a number is quoted."""
    return f'"{text}"' if text.replace(".", "").isdigit() else quoted(text)


def listed(texts: Iterable[str]) -> str:
    """Return a list in brackets; what looks like a number stands in quotation marks."""
    return f"[{', '.join(texted(text) for text in texts)}]"


def remark(sentence: str, indent: str = "", width: int = 110) -> list[str]:
    """Return a sentence as lines of comment that are not too long."""
    lines, words = [""], sentence.split(" ")
    for word in words:
        if len(lines[-1]) + len(word) > width and lines[-1]:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip(" ")
    return [f"{indent}# {line}" for line in lines]


def named(names: Sequence[str], most: int = 12) -> str:
    """Return some names as they may stand in a comment: the first ones, and that there are more."""
    return ", ".join(quoted(name) for name in names[:most]) + (", ..." if len(names) > most else "")
