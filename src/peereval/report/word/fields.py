"""Fields: numbers that Word keeps, each with its result filled in, so that it shows before they are updated."""

from peereval.report.word.elements import Node, element, run


def field(instruction: str, *result: Node) -> tuple[Node, ...]:
    """Return a field as the runs that Word writes itself: code and result between three marks.

    Parameters
    ----------
    instruction
        The field code, such as `"PAGE"`.
    *result
        The runs of what it showed when it was last updated.
    """
    code = element("w:instrText", {"xml:space": "preserve"})
    code.text = f" {instruction} "
    return _mark("begin"), element("w:r", None, code), _mark("separate"), *result, _mark("end")


def _mark(kind: str) -> Node:
    return element("w:r", None, element("w:fldChar", {"w:fldCharType": kind}))


def text_field(instruction: str, shown: str, *marks: Node) -> tuple[Node, ...]:
    """Return a field whose result is one run of text."""
    return field(instruction, run(shown, *marks))
