"""Fields: numbers that Word keeps, each with its result filled in, so that it shows before they are updated."""

from peereval.report.word.elements import Node, bold, element, run


def field(instruction: str, *result: Node, strong: bool = False) -> tuple[Node, ...]:
    """Return a field as the runs that Word writes itself: code and result between three marks.

    Parameters
    ----------
    instruction
        The field code, such as `"PAGE"`.
    *result
        The runs of what it showed when it was last updated.
    strong
        Whether it is bold: programs that update a field take its look from the marks.
    """
    code = element("w:instrText", {"xml:space": "preserve"})
    code.text = f" {instruction} "
    begin, separate, end = (
        _part(element("w:fldChar", {"w:fldCharType": kind}), strong=strong) for kind in ("begin", "separate", "end")
    )
    return begin, _part(code, strong=strong), separate, *result, end


def _part(content: Node, *, strong: bool) -> Node:
    return element("w:r", None, *([element("w:rPr", None, bold())] if strong else []), content)


def text_field(instruction: str, shown: str, *, strong: bool = False) -> tuple[Node, ...]:
    """Return a field whose result is one run of text."""
    return field(instruction, run(shown, *([bold()] if strong else [])), strong=strong)
