"""Text files in every dialect that people have: each holds the same table."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
from truth import COLUMNS, as_text, make_truth

SOURCE = "  - {{path: {name}{more}}}"


@dataclass(frozen=True)
class Form:
    """One way to hold the table: its name, what writes its files, its `sources`, and what it cannot hold."""

    name: str
    write: Callable[[Path], None]
    sources: str
    without: tuple[str, ...] = ()
    study: dict[str, str] = field(default_factory=dict)
    office: bool = False


def separated(cells: pd.DataFrame, separator: str, newline: str = "\r\n", quoting: int = csv.QUOTE_MINIMAL) -> str:
    """Return a table as separated text."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=separator, lineterminator=newline, quoting=quoting)
    writer.writerow(cells.columns)
    writer.writerows(cells.to_numpy().tolist())
    return stream.getvalue()


def text_form(name: str, text: str, encoding: str = "utf-8", *, more: str = "", ending: str = ".csv") -> Form:
    """Return the form of a text that is written as it is."""
    file = f"data{ending}"
    raw = text.encode(encoding)
    return Form(name, lambda folder: (folder / file).write_bytes(raw) and None, SOURCE.format(name=file, more=more))


def dialects() -> Iterator[Form]:
    """Yield encodings x separators x decimal marks."""
    for encoding in ("utf-8", "utf-8-sig", "cp1252", "utf-16"):
        for separator in ";,\t|":
            for mark in ",.":
                text = separated(as_text(make_truth(), mark), separator)
                word = {";": "semicolon", ",": "comma", "\t": "tab", "|": "bar"}[separator]
                yield text_form(f"{encoding} {word} {mark}", text, encoding)


def oddities() -> Iterator[Form]:
    """Yield what editors, exports and people do to text files."""
    cells = as_text(make_truth())
    text = separated(cells, ";", "\n")
    lines = text.splitlines()
    yield from (text_form(f"line ends {name}", text.replace("\n", end)) for name, end in
                {"unix": "\n", "windows": "\r\n", "old mac": "\r"}.items())  # fmt: skip
    mixed = "".join(line + ("\r\n" if place % 2 else "\n") for place, line in enumerate(lines))
    yield text_form("line ends mixed", mixed)
    yield text_form("no line end at the end", text.rstrip("\n"))
    yield text_form("empty lines at the end", text + "\n\n")
    yield text_form("rows of separators at the end", text + ";" * 12 + "\n" + ";" * 12 + "\n")
    yield text_form("everything quoted", separated(cells, ";", quoting=csv.QUOTE_ALL))
    yield text_form("separator after each line", "".join(line + ";\n" for line in lines))
    yield text_form("three separators after each line", "".join(line + ";;;\n" for line in lines), "cp1252")
    yield text_form("separators after rows only", lines[0] + "\n" + "".join(line + ";;\n" for line in lines[1:]))
    yield text_form("two title rows", f"Étude des MSP\n\n{text}", more=", header_row: 3")
    yield text_form("title row with separators", f"Étude{';' * 12}\n{text}", "cp1252", more=", header_row: 2")
    yield text_form("a line for Excel", f"sep=;\r\n{text}")
    padded = cells.map(lambda cell: f" {cell} ").rename(columns=lambda name: f" {name} ")
    yield text_form("spaces around cells", separated(padded, ";"))
    yield text_form("spaces in the header", text.replace("groupe;", " groupe  ;", 1))
    yield text_form("accents in two signs", text.replace("âge", "a\u0302ge", 1))
    yield text_form("another name of a column", text.replace("âge", "AGE", 1), "cp1252")
    yield text_form("capital extension", text, "cp1252", ending=".CSV")
    yield text_form("txt", separated(cells, "\t"), "cp1252", ending=".txt")
    yield text_form("tsv", separated(cells, "\t"), ending=".tsv")
    yield text_form("columns in another order", separated(cells[COLUMNS[::-1]], ";"))
    yield text_form("rows in another order", separated(cells[::-1], ";"))
    yield text_form("encoding said", text, "cp1252", more=", encoding: cp1252")
    yield text_form("decimal mark said", separated(as_text(make_truth(), "."), ";"), more=', decimal: "."')
    yield text_form("days of the standard", separated(as_text(make_truth(), day="%Y-%m-%d"), ";"))
    yield text_form("days with points", separated(as_text(make_truth(), day="%d.%m.%Y"), ";"))
    extra = cells.assign(nom="X", **{"": ""})[["nom", "", *COLUMNS]]
    yield text_form("dropped and unnamed columns", separated(extra, ";"), more=", drop: [nom]")
    renamed = cells.rename(columns={"id": "N° du patient", "score": "Score total"})
    more = ', rename: {"N° du patient": id, Score total: score}'
    yield text_form("renamed columns", separated(renamed, ";"), "cp1252", more=more)
    broken = cells.assign(remarque=["ligne 1\nligne 2" if place % 2 else '; "cité"' for place in range(len(cells))])
    yield text_form("line breaks inside cells", separated(broken, ";", "\r\n"))
