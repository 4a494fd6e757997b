"""Files that can be read in more than one way, or in none: each is refused by its rule, never read wrong."""

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import openpyxl
from forms_books import typed_cells
from forms_shape import PERSON
from forms_text import SOURCE, separated
from truth import as_text, make_truth


@dataclass(frozen=True)
class Refused:
    """One such file: what writes it, the rule that refuses it, and its `sources`."""

    name: str
    rule: str
    write: Callable[[Path], None]
    sources: str = SOURCE.format(name="data.csv", more="")


def text(name: str, rule: str, content: str | bytes, more: str = "") -> Refused:
    raw = content if isinstance(content, bytes) else content.encode("utf-8")
    return Refused(name, rule, lambda folder: (folder / "data.csv").write_bytes(raw) and None,
                   SOURCE.format(name="data.csv", more=more))  # fmt: skip


def texts() -> Iterator[Refused]:
    """Yield text files that are refused."""
    cells = as_text(make_truth())
    plain = separated(cells, ";", "\n")
    lines = plain.splitlines()
    yield text("empty", "file-empty", "")
    yield text("header only", "file-empty", lines[0] + "\n")
    yield text("zero bytes inside", "file-binary", plain.encode().replace(b"no;", b"\0;", 1))
    yield text("two encodings", "file-encoding", plain.encode() + lines[1].encode("cp1252") + b"\n")
    yield text("encoding said that does not fit", "encoding-unfit", plain.encode("cp1252"), ", encoding: utf-8")
    yield text("a row too long", "row-too-long", plain + lines[1] + ";x\n")
    yield text("a quote never closed", "quote-unclosed", plain + lines[1].replace("préfère l’été", '"préfère') + "\n")
    yield text("header elsewhere", "header-elsewhere", f"Étude\n\n{plain}")
    yield text("header beyond the end", "header-beyond", plain, ", header_row: 900")
    yield text("no such column", "key-absent-near", plain.replace("groupe;", "groupes;", 1))
    yield text("two columns of one name", "column-repeated", plain.replace("Q02;", "Q01;", 1))
    yield text("two key columns of one name", "column-repeated-key", plain.replace("âge;", "groupe;", 1))
    yield text("a visit that is not listed", "visit-unlisted-near", plain.replace(";M12;", ";M21;", 1))
    yield text("a group that is not listed", "group-unlisted-near", plain.replace(";suivi;M0", ";suivie;M0", 1))
    yield text("a level that is not listed", "level-unlisted-near", plain.replace(";Femme;", ";femme;", 1))
    yield text("no participant", "participant-empty", plain.replace("\n12;", "\n;", 1))
    yield text("text in a number", "text-in-number", plain.replace("20,50", "vingt", 1))
    yield text("a month first", "text-in-date", plain.replace("01/01/2014", "01/31/2014", 1))
    yield text("a date that is none", "text-in-date", plain.replace("01/01/2014", "31/02/2014", 1))
    yield text("text in a yes or no", "text-in-boolean", plain.replace(";oui;", ";peut-être;", 1))
    points = separated(as_text(make_truth(), "."), ";", "\n")
    yield text("thousands or decimals", "text-in-number", points.replace("20.50", "1,234", 1))
    yield text("infinite", "text-in-number", plain.replace("20,50", "1e999", 1))
    yield text("a sheet of a text file", "sheet-of-text", plain, ", sheet: Feuil1")
    yield text("a column to drop that is not there", "drop-absent", plain, ", drop: [Évaluateur]")
    yield text("wide that is not", "wide-but-long", plain, ', wide: "{column}_{visit}"')
    yield Refused("not there", "file-missing", lambda _: None)
    yield Refused("outside the study", "path-outside", lambda _: None, SOURCE.format(name="/etc/passwd", more=""))
    people = cells[PERSON].drop_duplicates("id")
    twice = separated(people, ";") + separated(people.head(1), ";").splitlines()[1] + "\n"

    def joined(folder: Path) -> None:
        (folder / "data.csv").write_text(separated(cells.drop(columns=PERSON[3:]), ";"), encoding="utf-8")
        (folder / "people.csv").write_text(twice, encoding="utf-8")

    lines_of = "\n".join([SOURCE.format(name="data.csv", more=""),
                          SOURCE.format(name="people.csv", more=", join: participant")])  # fmt: skip
    yield Refused("a person twice in a joined file", "join-repeated", joined, lines_of)


def book(name: str, rule: str, change: Callable[[openpyxl.Workbook], None], more: str = "") -> Refused:
    def write(folder: Path) -> None:
        made = openpyxl.Workbook()
        made.active.title = "Feuil1"
        for row in typed_cells():
            made.active.append([f"'{one}" if isinstance(one, str) and one.startswith("=") else one for one in row])
        change(made)
        made.save(folder / "data.xlsx")

    return Refused(name, rule, write, SOURCE.format(name="data.xlsx", more=more))


def books() -> Iterator[Refused]:
    """Yield workbooks that are refused."""
    yield book("two sheets and none named", "sheet-unnamed", lambda made: made.create_sheet("Autre").append(["x", "y"]))
    yield book("no such sheet", "sheet-missing", lambda _: None, ", sheet: Feuil2")
    yield book("cells merged", "cells-merged", lambda made: made.active.merge_cells("C2:C4"))
    yield book("an error in a cell", "cells-with-error", lambda made: setattr(made.active["F3"], "value", "#DIV/0!"))
    yield book("formulas never calculated", "formulas-uncalculated",
               lambda made: setattr(made.active["F3"], "value", "=1+1"))  # fmt: skip
    name = SOURCE.format(name="data.xlsx", more="")
    yield Refused(
        "no workbook", "workbook-damaged", lambda folder: (folder / "data.xlsx").write_text("x") and None, name
    )

    def half(folder: Path) -> None:
        book("", "", lambda _: None).write(folder)
        raw = (folder / "data.xlsx").read_bytes()
        (folder / "data.xlsx").write_bytes(raw[: len(raw) // 2])

    def bomb(folder: Path) -> None:
        with zipfile.ZipFile(folder / "data.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/worksheets/sheet1.xml", b" " * 300_000_000)

    yield Refused("half a workbook", "workbook-damaged", half, name)
    yield Refused("a workbook that swells", "workbook-large", bomb, name)
    for ending in ("sav", "dta", "xpt", "sas7bdat"):
        yield Refused(f"no .{ending}", "statfile-damaged",
                      lambda folder, ending=ending: (folder / f"data.{ending}").write_bytes(b"no" * 500) and None,
                      SOURCE.format(name=f"data.{ending}", more=""))  # fmt: skip
    yield Refused("no .parquet", "parquet-damaged", lambda f: (f / "data.parquet").write_bytes(b"no" * 500) and None,
                  SOURCE.format(name="data.parquet", more=""))  # fmt: skip
