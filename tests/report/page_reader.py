"""What a reader sees of an HTML page, and what stands behind each figure."""

import re
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser

from peereval.terms import _table

VOID = {"meta", "img", "br", "hr", "link", "input"}


@dataclass
class Element:
    tag: str
    attributes: dict
    text: list = field(default_factory=list)
    own: list = field(default_factory=list)

    @property
    def words(self):
        return "".join(self.text)


class PageReader(HTMLParser):
    """Collect every element with its whole text, and with the text outside figures that carry a key."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.elements, self.open, self.visible = [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        element = Element(tag, dict(attrs))
        self.elements.append(element)
        self.visible += [value for name, value in attrs if name in ("alt", "aria-label", "title") and value]
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag):
        while self.open and self.open.pop().tag != tag:
            pass

    def handle_data(self, data):
        if any(element.tag in ("style", "script") for element in self.open):
            return
        self.visible.append(data)
        keyed = any("data-key" in element.attributes for element in self.open)
        for element in self.open:
            element.text.append(data)
            if not keyed:
                element.own.append(data)

    def of_class(self, name):
        return [element for element in self.elements if name in (element.attributes.get("class") or "").split()]

    @property
    def words(self):
        return "\n".join(self.visible)


@cache
def english_only():
    """Return the English words, five letters and more, that French says otherwise; titles of works are left out."""
    table = [text for key, text in _table().items() if not key.startswith("reference.")]
    french = " ".join(text["fr"] for text in table)
    parts = {part.strip(" .,:;()[]“”") for text in table if text["en"] != text["fr"]
             for part in re.split(r"\{[^}]*\}", text["en"])}  # fmt: skip
    return [
        part
        for part in parts
        if len(part) > 4 and not (part in french and re.search(rf"\b{re.escape(part)}\b", french))
    ]


def english_in(text):
    """Return the English words of the package that stand in a text, the works it cites aside."""
    for work in (text["fr"] for key, text in _table().items() if key.startswith("reference.")):
        text = text.replace(work, "")
    words = english_only()
    assert len(words) > 200
    near = [word for word in words if word in text]  # searching for each word by itself takes ten times as long
    return [word for word in near if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text)]
