"""What every piece of one Word document is set with."""

from dataclasses import dataclass, field

from docx.parts.document import DocumentPart

from peereval.report.word.bookmarks import Bookmarks
from peereval.terms import Language, term


@dataclass(slots=True, eq=False)
class Setting:
    """The language, the part that pictures belong to, the bookmarks set so far, the last number of each caption."""

    language: Language
    part: DocumentPart
    bookmarks: Bookmarks = field(default_factory=Bookmarks)
    counted: dict[str, int] = field(default_factory=dict)

    def say(self, key: str, /, **values: object) -> str:
        """Return a text around the content."""
        return term(key, self.language, **values)
