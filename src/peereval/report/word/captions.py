"""Captions: the word, its number as a field, the title; a bookmark lets the text refer to "Table 3"."""

from peereval.report.word.bookmarks import place_name
from peereval.report.word.elements import Node, bold, paragraph, run
from peereval.report.word.fields import text_field
from peereval.report.word.setting import Setting

Kind = str


def caption(setting: Setting, kind: Kind, name: str, number: int, title: str, *properties: Node) -> Node:
    """Return the caption of a table or a figure.

    Word counts captions from the start of the document; where the report's number is another one than
    the next, the field says so, so that an update in Word leaves every number as it is.

    Parameters
    ----------
    setting
        The document.
    kind
        `"table"` or `"figure"`.
    name, number, title
        What the block says of itself.
    *properties
        Properties of the paragraph, such as what keeps it with the table below.
    """
    before, _, after = setting.say(f"{kind}.word", number="\n").partition("\n")
    sequence = before.strip() or kind.title()
    pinned = "" if number == setting.counted.get(kind, 0) + 1 else f" \\r {number}"
    setting.counted[kind] = number
    counter = text_field(f"SEQ {sequence} \\* ARABIC{pinned}", str(number), strong=True)
    # a no-break space, so that a number never opens a line
    label = run(before.replace(" ", "\u00a0"), bold()), *counter, *([run(after, bold())] if after else [])
    place = setting.bookmarks.around_place(place_name(kind, name), *label)
    style = "Caption" if kind == "table" else "FigureCaption"
    return paragraph(style, [*place, run(".", bold()), run(f" {title}")], *properties)
