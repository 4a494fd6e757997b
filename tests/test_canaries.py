"""Canaries: values planted in every kind of cell, led down every path, may come out nowhere.

A canary is a word, a number or a day that no other file of this project holds. The study is
broken in each known way; what is printed and what is written is then searched for them.
"""

import io
import re
import zipfile

import openpyxl
import pytest

from small_study import CODEBOOK, HEADER, STUDY, rows, write_small_study
from test_cli import BAD, run

WORDS = ("zyxwvkanari", "canari7391", "73914526", "1931-11-17", "17/11/1931", "17111931")
MORE = {
    "Nom": "Zyxwvkanariname", "Prénom": "Zyxwvkanarifirst", "DDN": "17/11/1931", "mail": "zyxwvkanari@kanari.test",
    "tél": "0673914526",
    "libre": "Zyxwvkanari a dit au médecin que tout allait mieux", "nombre": "73914526", "jour": "1931-11-17",
    "humeur": "Zyxwvkanarilevel", "Q1": "Zyxwvkanariitem",
}  # fmt: skip
BOOK = CODEBOOK + (
    "  - {name: nombre, type: number}\n  - {name: jour, type: date}\n"
    "  - {name: humeur, levels: {bonne: {}, mauvaise: {}}}\n"
)
DROP = "{path: data.csv, drop: [" + ", ".join(MORE) + "]}"


def searched(*texts):
    """Return the canaries that stand in texts or bytes."""
    held = [text if isinstance(text, bytes) else str(text).encode("utf-8") for text in texts]
    folded = b"\n".join(held).decode("utf-8", errors="replace").casefold()
    return [word for word in WORDS if word in folded]


def everything(folder):
    """Return the bytes and the name of each file below a folder, archives unpacked."""
    for path in sorted(folder.rglob("*")):
        yield path.name
        if path.is_file():
            yield path.read_bytes()
            if zipfile.is_zipfile(path):
                with zipfile.ZipFile(path) as archive:
                    yield from (archive.read(name) for name in archive.namelist())


def poisoned(data):
    """Give every participant a canary for a code, and every row the columns of canaries."""
    return [[f"Zyxwvkanari{row[0]}", *row[1:], *MORE.values()] for row in data]


def poisoned_case(case):
    """Return a bad case of the command line with canaries in all other cells of its file."""
    options = dict(BAD[case][0])
    header = [*options.get("header", HEADER), *MORE] if options.get("header", HEADER) else []
    data = poisoned(options.get("data", rows())) if options.get("data", [1]) else []
    return {"codebook": BOOK, **options, "data": data, "header": header}


@pytest.mark.parametrize("dropped", [True, False], ids=["dropped", "read"])
@pytest.mark.parametrize("case", BAD)
def test_no_bad_case_shows_a_cell(case, dropped, capsys, monkeypatch, tmp_path):
    options = poisoned_case(case)
    if dropped:
        options["study"] = options.get("study", STUDY).replace("{path: data.csv}", DROP)
    study = write_small_study(tmp_path / "study", **options)
    before = set(tmp_path.rglob("*"))
    printed = []
    commands = [("check", study), ("support-bundle", study, "--out", tmp_path / "b.zip")]
    for command in [*commands, ("analyze", study)] if dropped else commands:
        code, out, err = run(capsys, monkeypatch, *command)
        printed += [out, err]
        assert code == (0 if command[0] == "support-bundle" else 1) or (command[0] == "check" and case == "too few")
    key = ("--key", tmp_path / "safe.key", "--out", tmp_path / "coded")
    printed += run(capsys, monkeypatch, "pseudonymise", study.with_name("data.csv"), "--column", "id", *key)[1:]
    assert searched(*printed) == []
    assert "unforeseen" not in "".join(printed)
    written = [path for path in tmp_path.rglob("*") if path not in before and path.is_file()]
    assert {path.name for path in written} <= {"b.zip", "safe.key", "data.csv"}
    assert searched(*everything_of(tmp_path / "b.zip")) == []


def everything_of(bundle):
    with zipfile.ZipFile(bundle) as archive:
        return [archive.read(name) for name in archive.namelist()]


def workbook(rows_of_cells, *, broken=False):
    book, stream = openpyxl.Workbook(), io.BytesIO()
    for row in rows_of_cells:
        book.active.append(row)
    book.save(stream)
    content = stream.getvalue()
    return content[: len(content) // 2] if broken else content


def lines(*more, header=(*HEADER, *MORE)):
    """Return the small file with canaries and more lines, as text."""
    return "\r\n".join([";".join(header), *(";".join(row).replace("0.", "0,") for row in poisoned(rows(6))), *more, ""])


DAMAGED = {
    "quote": lines('Zyxwvkanari;"Zyxwvkanari open').encode(),
    "long row": lines("Zyxwvkanari;" * 40).encode(),
    "zero bytes": lines("Zyxwvkanari\0Zyxwvkanari").encode(),
    "mixed encodings": lines("Zyxwvkanarié").encode() + "Zyxwvkanarié\r\n".encode("cp1252"),
    "undecodable": lines("Zyxwvkanari").encode() + b"Zyxwvkanari\x81\x8d\r\n",
    "utf-16": lines("Zyxwvkanari").encode("utf-16"),
    "no header": lines(header=poisoned(rows(1))[0]).encode(),
    "header twice": lines(header=(*HEADER[:-1], HEADER[0], *MORE)).encode(),
    "canary in the header": lines(header=(*HEADER[:-1], "Zyxwvkanariscore", *MORE)).encode(),
    "cut workbook": workbook([[*HEADER, *MORE], *poisoned(rows(6))], broken=True),
    "no workbook": b"PK\x03\x04Zyxwvkanari" * 9,
    "protected": b"\xd0\xcf\x11\xe0Zyxwvkanari" * 9,
    "workbook": workbook([["Zyxwvkanari title"], [*HEADER, *MORE], *poisoned(rows(6))]),
    "letters for numbers": lines().replace(";5,", ";Zyxwvkanari").encode(),
    "empty keys": lines(";;;;Zyxwvkanari;Zyxwvkanari").encode(),
    "one very long cell": lines("Zyxwvkanari" * 70_000).encode(),
    "formulas": lines("\"=cmd|' /C Zyxwvkanari'!A0\";Zyxwvkanari").encode(),
    "html": lines("<script>Zyxwvkanari</script>;Zyxwvkanari").encode(),
}


@pytest.mark.parametrize("header_row", [1, 3])
@pytest.mark.parametrize("damage", DAMAGED)
def test_no_damaged_file_shows_a_cell(damage, header_row, capsys, monkeypatch, tmp_path):
    study = write_small_study(
        tmp_path / "study", study=STUDY.replace("data.csv}", f"data.csv, header_row: {header_row}}}"), codebook=BOOK
    )
    study.with_name("data.csv").write_bytes(DAMAGED[damage])
    printed = []
    for command in (
        ("check", study),
        ("analyze", study),
        ("support-bundle", study, "--out", tmp_path / "b.zip"),
        ("pseudonymise", study.with_name("data.csv"), "--column", "id", "--header-row", header_row,
         "--key", tmp_path / "safe.key", "--out", tmp_path / "coded"),
    ):  # fmt: skip
        code, out, err = run(capsys, monkeypatch, *command)
        printed += [out, err]
        assert code == 1 or command[0] in ("support-bundle", "pseudonymise")
    # A header is shown where it is a word: this one test puts a canary there, in the place of a column's name.
    shown = (
        re.sub(r"zyxwvkanariscore", "", "".join(printed).casefold()) if damage == "canary in the header" else printed
    )
    assert searched(*shown if isinstance(shown, list) else [shown]) == []
    assert "unforeseen" not in "".join(printed)
    assert searched(*everything_of(tmp_path / "b.zip")) == []


MORE_STUDIES = {
    "correction of a cell": (
        "corrections: [{participant: ZyxwvkanariP000, visit: T0, column: score, value: '1', reason: typed twice}]\n"
    ),
    "correction of nobody": (
        "corrections: [{participant: Zyxwvkanarinone, column: score, missing: true, reason: typed twice}]\n"
    ),
    "correction to a word": (
        "corrections: [{participant: ZyxwvkanariP000, column: score, value: Zyxwvkanari, reason: typed twice}]\n"
    ),
    "joined file": "",
}


@pytest.mark.parametrize("case", MORE_STUDIES)
def test_corrections_and_joins_show_no_person(case, capsys, monkeypatch, tmp_path):
    text = STUDY.replace("{path: data.csv}", DROP) + MORE_STUDIES[case]
    if case == "joined file":
        text = text.replace(DROP, DROP + "\n  - {path: more.csv, join: participant}")
    study = write_small_study(
        tmp_path / "study", study=text, codebook=BOOK, data=poisoned(rows()), header=[*HEADER, *MORE]
    )
    study.with_name("more.csv").write_bytes(
        b"id;extra\r\nZyxwvkanariP000;Zyxwvkanari\r\nZyxwvkanariP000;Zyxwvkanari2\r\nZyxwvkanarielse;73914526\r\n"
    )
    printed = [*run(capsys, monkeypatch, "check", study)[1:], *run(capsys, monkeypatch, "analyze", study)[1:]]
    printed += run(capsys, monkeypatch, "support-bundle", study, "--out", tmp_path / "b.zip")[1:]
    assert "unforeseen" not in "".join(printed)
    assert searched(*printed, *everything_of(tmp_path / "b.zip")) == []
    results = study.with_name("results")
    if results.exists():
        assert searched(*everything(results)) == []


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_good_analysis_shows_no_participant_and_no_free_text(language, capsys, monkeypatch, tmp_path):
    more = {name: cell for name, cell in MORE.items() if name in ("libre", "nombre", "jour")}
    data = [[*row[: -len(MORE)], *more.values()] for row in poisoned(rows())]
    # The greatest value: of extremes, which are one person's, nothing is written.
    numbers = [more["nombre"] if i == 20 else str(10**6 + 10**5 * i) for i in range(len(data))]
    data = [[*row[:-3], f"{row[-3]} {i}", numbers[i], row[-1]] for i, row in enumerate(data)]
    text = STUDY.replace("language: en", f"language: {language}")
    study = write_small_study(tmp_path / "study", study=text, codebook=BOOK, data=data, header=[*HEADER, *more])
    code, out, err = run(capsys, monkeypatch, "analyze", study)
    assert code == 0, err
    assert searched(out, err) == []
    results = list(everything(study.with_name("results")))
    assert b"S3" in b"".join(part for part in results if isinstance(part, bytes))  # sites are shown
    assert searched(*results) == []


@pytest.mark.parametrize("options", [(), ("--drop", "Nom"), ("--drop", "x"), ("--birth-date", "DDN", "--as", "month"),
                                     ("--birth-date", "Nom", "--at", "DDN"), ("--random",), ("--length", "1"),
                                     ("--header-row", "4"), ("--sheet", "x")])  # fmt: skip
def test_pseudonymise_prints_no_cell_and_leaves_no_identity_in_its_column(options, capsys, monkeypatch, tmp_path):
    study = write_small_study(tmp_path / "study", data=poisoned(rows()), header=[*HEADER, *MORE])
    secret = ("--table" if "--random" in options else "--key", tmp_path / "safe.key")
    run_it = ("pseudonymise", study.with_name("data.csv"), "--column", "id", "--out", tmp_path / "coded", *secret)
    printed = run(capsys, monkeypatch, *run_it, *options)[1:]
    assert searched(*printed) == []
    if (tmp_path / "coded").exists():
        lines_of = (tmp_path / "coded" / "data.csv").read_text(encoding="utf-8-sig").splitlines()
        assert searched(*(line.split(";")[0] for line in lines_of)) == []


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("damage", DAMAGED)
def test_no_draft_shows_a_cell(damage, language, capsys, monkeypatch, tmp_path):
    data = tmp_path / ("book.xlsx" if damage in ("workbook", "cut workbook", "no workbook") else "data.csv")
    data.write_bytes(DAMAGED[damage])
    command = ("init", tmp_path / "draft", "--from", data, "--language", language)
    printed = run(capsys, monkeypatch, *command)[1:]
    assert "unforeseen" not in "".join(printed)
    # The names of columns are in a draft: these two tests put canaries there.
    header_of_cells = damage in ("canary in the header", "no header")
    written = list(everything(tmp_path / "draft")) if (tmp_path / "draft").exists() else []
    assert searched(*printed) == []
    assert searched(*written) == [] or header_of_cells


def test_an_unforeseen_error_of_any_command_shows_no_cell(capsys, monkeypatch, tmp_path):
    """Each stage breaks with the cells of a participant in its message, as pandas does."""

    def broken(*_arguments, **_options):
        raise ValueError("could not convert string to float: 'Zyxwvkanari', 73914526")

    study = write_small_study(tmp_path / "study")
    data = study.with_name("data.csv")
    (tmp_path / "k").mkdir()
    out, external = tmp_path / "out", ("--audience", "external")
    stages = {
        "peereval.load.read.read_source": ("check", study),
        "peereval.pipeline._results": ("analyze", study, "--out", out / "r"),
        "peereval.report.render.render_html": ("analyze", study, "--out", out / "r"),
        "peereval.report.disclosure.apply.choose_hidden": ("analyze", study, "--out", out / "r", *external),
        "peereval.report.scores_book.write_scores": ("score", study, "--out", out / "s.xlsx"),
        "peereval.privacy.pseudonym_run.make_copies": (
            "pseudonymise", data, "--column", "id", "--key", tmp_path / "k" / "key", "--out", out / "p"),
        "peereval.plan.draft.write.guess_study": ("init", out / "d", "--from", data),
        "peereval.checks.data.check_frame": ("support-bundle", study, "--out", tmp_path / "b.zip"),
    }  # fmt: skip
    for stage, command in stages.items():
        with monkeypatch.context() as patch:
            patch.setattr(stage, broken)
            code, printed, errors = run(capsys, patch, *command)
        assert searched(printed, errors) == []
        assert "Traceback" not in errors
        assert code == (0 if command[0] == "support-bundle" else 1), stage
    assert searched(*everything_of(tmp_path / "b.zip")) == []
    assert not out.exists()
