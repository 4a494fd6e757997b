"""The words of one document: its language and what terms.csv says in it."""

from peereval.terms import Language, term


class Words:
    """What a writer asks of whoever knows the words: the language, and a text by its key.

    Parameters
    ----------
    language
        The language of the document.
    """

    def __init__(self, language: Language) -> None:
        self.language: Language = language

    def say(self, key: str, /, **values: object) -> str:
        """Return a text of terms.csv in the language of the document."""
        return term(key, self.language, **values)
