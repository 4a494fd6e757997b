"""Parts of a report as HTML within another page: styles that neither leak out nor let those of the page in."""

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from peereval.report.document import Block, Document
from peereval.report.to_html import page_words, template

# Three times the class: stronger than what a notebook says of every table.
_SCOPE = ".peereval.peereval.peereval"
_DARK = re.compile(r"@media \(prefers-color-scheme: dark\) \{\s*:root \{([^}]*)\}\s*\}")
_LIGHT = re.compile(r":root \{([^}]*)\}")
_PRINT = re.compile(r"@media print \{.*\Z", re.DOTALL)


def render_blocks(document: Document, blocks: Iterable[Block], *, heading: bool = False) -> str:
    """Return blocks as HTML for a notebook, in the style of the report.

    Parameters
    ----------
    document
        The banners, language and groups; its sections are not used.
    blocks
        What is shown.
    heading
        Whether the name of the study stands above it. The banners always do.
    """
    words = {**page_words(document), "blocks": tuple(blocks), "heading": heading}
    return template("notebook.html.j2").render(**words, style=scoped_style(), scope=_SCOPE)


@cache
def scoped_style() -> str:
    """Return the style of the report for one element of another page.

    Its rules are nested under a class. The colours follow the system, and the theme of Jupyter or
    of an editor where it says which it is.
    """
    sheet = files("peereval.report").joinpath("templates", "report.css").read_text(encoding="utf-8")
    own = files("peereval.report").joinpath("templates", "notebook.css").read_text(encoding="utf-8")
    dark, light = (found.group(1) if (found := kind.search(sheet)) else "" for kind in (_DARK, _LIGHT))
    bare = _PRINT.sub("", _LIGHT.sub("", _DARK.sub("", sheet)))
    rules = re.sub(r"^(\s*)(?:html|body) \{", r"\1& {", bare, flags=re.MULTILINE)
    themes = (
        f"{_SCOPE} {{ {light} }}",
        f"@media (prefers-color-scheme: dark) {{ {_SCOPE} {{ {dark} }} }}",
        f'[data-jp-theme-light="true"] {_SCOPE}, .vscode-light {_SCOPE} {{ {light} }}',
        f'[data-jp-theme-light="false"] {_SCOPE}, .vscode-dark {_SCOPE} {{ {dark} }}',
    )
    return "\n".join([*themes, f"{_SCOPE} {{\n{rules}\n{own}\n}}"])
