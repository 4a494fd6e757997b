"""What a reader sees of an HTML page, and what stands behind each figure."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

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
