"""Studies made to do harm, given to every command: a message and nothing written, or a harmless result.

Each command runs in a process of its own with limits of time and memory; see limited_commands.py.
"""

import json
import os
import re
import subprocess
import sys
import threading
from base64 import b64decode
from html.parser import HTMLParser
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from limited_commands import SECONDS
from load.test_limits import LAUGHS, SHEET, entities, swollen, wide
from small_study import CODEBOOK, HEADER, STUDY, rows, write_small_study
from workbooks import workbook

DATA = ("check", "analyze", "score", "pseudonymise", "init")
STUDY_ONLY = ("check", "analyze", "score")
BOOK = STUDY.replace("data.csv", "book.xlsx")
OWN_KEY = STUDY.replace("{column: score,", "{instrument: %s, items: 'Q{item}',")
YAML_LAUGHS = "".join(f"l{i}: &l{i} [{','.join([f'*l{i - 1}'] * 10) if i else 'ha'}]\n" for i in range(10))
NO_LIMITS = CODEBOOK.replace(", constraints: {minimum: 0, maximum: 10}", "")
UNSEEN = "kanarihidden"
SCRIPT = files("peereval.report").joinpath("templates/report.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def commands():
    """Return a function that runs a command in a folder and gives code, text, seconds, megabytes."""
    program = [sys.executable, str(Path(__file__).with_name("limited_commands.py"))]
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:

        def run(folder, *arguments):
            server.stdin.write(json.dumps([str(folder), *map(str, arguments)]) + "\n")
            server.stdin.flush()
            return json.loads(server.stdout.readline())

        yield run
        server.stdin.close()


def arguments_of(command, data="data.csv"):
    return {
        "check": ["check", "study.yaml"],
        "analyze": ["analyze", "study.yaml", "--out", "out/results"],
        "external": ["analyze", "study.yaml", "--out", "out/external", "--audience", "external"],
        "score": ["score", "study.yaml", "--out", "out/scores.xlsx"],
        "support-bundle": ["support-bundle", "study.yaml", "--out", "out/bundle.zip"],
        "pseudonymise": ["pseudonymise", data, "--column", "id", "--key", "../../keys/safe.key", "--out", "out/p"],
        "init": ["init", "out/draft", "--from", data],
    }[command]


def text(data=None, header=HEADER):
    return "\n".join(";".join(row) for row in [header, *(rows() if data is None else data)])


def scored(*values):
    return text([[*row[:5], values[number % len(values)]] for number, row in enumerate(rows())])


def file(name, content):
    def make(folder):
        (folder / name).write_bytes(content() if callable(content) else content.encode())

    return make


def special(kind, name, target=None):
    """Return what puts a pipe, a folder or a link in the place of a file."""

    def make(folder):
        (folder / name).unlink(missing_ok=True)
        if kind == "link":
            (folder / name).symlink_to(target)
        elif kind == "pipe":
            os.mkfifo(folder / name)
        else:
            (folder / name).mkdir()

    return make


OUTSIDE_BOOK = "outside the study folder and its 'roots'"
OUTSIDE_DATA = "path-outside"
# What is written of the study, what is done to its folder, the commands, what each says.
REFUSED = {
    "zip bomb": ({"study": BOOK}, file("book.xlsx", swollen), DATA, "inflates to far more"),
    "entities in a workbook": (
        {"study": BOOK},
        file("book.xlsx", lambda: entities(workbook([HEADER, *rows()]), SHEET, LAUGHS)),
        DATA,
        "document type",
    ),
    "aliases in a study": ({"study": STUDY + YAML_LAUGHS}, None, STUDY_ONLY, "line 17: an anchor"),
    "aliases in a codebook": ({"codebook": CODEBOOK + YAML_LAUGHS}, None, STUDY_ONLY, "an anchor"),
    "aliases in a key": (
        {"study": OWN_KEY % "own.yaml"},
        file("own.yaml", YAML_LAUGHS),
        STUDY_ONLY,
        "own.yaml line 1: an anchor",
    ),
    "deep nesting": ({"study": STUDY + "x: " + "[" * 400_000}, None, STUDY_ONLY, "nested deeper"),
    "deep nesting by lines": (
        {"codebook": "\n".join(" " * depth + "a:" for depth in range(1_300))},
        None,
        STUDY_ONLY,
        "nested deeper",
    ),
    "many entries": ({"study": STUDY + "roots: [" + "a," * 480_000 + "]"}, None, ["check"], "more than 50000 entries"),
    "a codebook of 100 000 levels": (
        {"codebook": CODEBOOK + "  - {name: m, levels: {" + ",".join(f"l{i}: {{}}" for i in range(90_000)) + "}}"},
        None,
        ["check"],
        "more than 50000 entries|larger than 1 MB",
    ),
    "a label of 100 000 characters": (
        {"study": STUDY.replace("en: Treated", "en: " + "x" * 100_000)},
        None,
        STUDY_ONLY,
        "more than 5000 characters",
    ),
    "a line of 10 MB": ({}, file("data.csv", text() + "\n" + "x" * 10_000_000), DATA, "131072|too long"),
    "20 000 columns": ({}, file("data.csv", wide(20_000)), DATA, "20000 columns"),
    "zero bytes": ({}, file("data.csv", text() + "\0" * 100), DATA, "zero bytes"),
    "data outside": ({"study": STUDY.replace("data.csv", "../secret.csv")}, None, STUDY_ONLY, OUTSIDE_DATA),
    "data by a link": ({}, special("link", "data.csv", "../secret.csv"), STUDY_ONLY, OUTSIDE_DATA),
    "a link to itself": ({}, special("link", "data.csv", "data.csv"), DATA, "be opened|not a file|not exist"),
    "a pipe as data": ({}, special("pipe", "data.csv"), DATA, "cannot be opened|not a file"),
    "a device as data": ({}, special("link", "data.csv", "/dev/zero"), DATA, f"{OUTSIDE_DATA}|be opened|not a file"),
    "codebook outside": (
        {"study": STUDY.replace("codebook.yaml", "../secret.yaml")},
        None,
        STUDY_ONLY,
        OUTSIDE_BOOK,
    ),
    "codebook by a link": ({}, special("link", "codebook.yaml", "../secret.yaml"), STUDY_ONLY, OUTSIDE_BOOK),
    "codebook of the system": (
        {"study": STUDY.replace("codebook.yaml", "/etc/passwd")},
        None,
        STUDY_ONLY,
        OUTSIDE_BOOK,
    ),
    "a pipe as codebook": ({}, special("pipe", "codebook.yaml"), STUDY_ONLY, "cannot be read"),
    "a folder as codebook": ({}, special("folder", "codebook.yaml"), STUDY_ONLY, "cannot be read"),
    "a pipe as study": ({}, special("pipe", "study.yaml"), STUDY_ONLY, "cannot be read"),
    "a device as study": ({}, special("link", "study.yaml", "/dev/zero"), STUDY_ONLY, "cannot be read"),
    "key outside": ({"study": OWN_KEY % "../secret.yaml"}, None, STUDY_ONLY, OUTSIDE_BOOK),
    "key that extends one outside": (
        {"study": OWN_KEY % "own.yaml"},
        file("own.yaml", "name: own\nextends: ../secret.yaml\n"),
        STUDY_ONLY,
        OUTSIDE_BOOK,
    ),
    "zero byte in the name of a codebook": (
        {"study": STUDY.replace("codebook: codebook.yaml", 'codebook: "a\\0.yaml"')},
        None,
        STUDY_ONLY,
        "cannot be seen",
    ),
    "half a character in a label": (
        {"study": STUDY.replace("{en: Treated", '{en: "T\\ud800"')},
        None,
        STUDY_ONLY,
        "cannot be seen|not valid YAML",
    ),
    "a control in a name": ({"study": STUDY.replace("Small", '"\\x1b[31mS"')}, None, STUDY_ONLY, "line 2: a text"),
    "a turned label": ({"study": STUDY.replace("en: T", "en: \u202eT")}, None, STUDY_ONLY, "cannot be seen"),
    "the largest numbers": ({"codebook": NO_LIMITS}, file("data.csv", scored("1e308", "-1e308")), STUDY_ONLY, "1e30,"),
    "a pattern without an end": (
        {"codebook": CODEBOOK.replace("type: string}", "type: string, constraints: {pattern: '(a+)+$'}}")},
        file("data.csv", text([["a" * 40 + row[0], *row[1:]] for row in rows()])),
        STUDY_ONLY,
        "'pattern' repeats what is repeated",
    ),
    "a header beyond": (
        {"study": STUDY.replace("{path: data.csv}", "{path: data.csv, header_row: 99999999999999999999}")},
        None,
        STUDY_ONLY,
        "must be less than 10001",
    ),
}  # fmt: skip


@pytest.fixture
def place(tmp_path):
    """Return a folder with files beside it that no study may read."""
    (tmp_path / "secret.yaml").write_text(f"fields:\n  - {{name: {UNSEEN}, {UNSEEN}: 3}}\n")
    (tmp_path / "secret.csv").write_text(text())
    (tmp_path.parent / "keys").mkdir(exist_ok=True)
    return tmp_path / "study"


def made(folder, options, change):
    write_small_study(folder, **options)
    if change:
        change(folder)
    (folder / "out").mkdir()


@pytest.mark.parametrize("case", REFUSED)
def test_every_command_refuses_and_writes_nothing(case, commands, place):
    options, change, asked, expected = REFUSED[case]
    made(place, options, change)
    data = "book.xlsx" if (place / "book.xlsx").exists() else "data.csv"
    for command in asked:
        ended = commands(place, *arguments_of(command, data))
        assert ended["code"] == 1, (command, ended)
        assert re.search(expected, ended["printed"]), (command, ended["printed"])
        assert not re.search(f"unforeseen|Traceback|Warning|{UNSEEN}", ended["printed"])
        assert ended["seconds"] < SECONDS / 2
    assert list((place / "out").iterdir()) == []


def test_a_bundle_for_support_is_made_of_what_is_refused_and_repeats_nothing(commands, place):
    for number, case in enumerate(("codebook outside", "key outside", "a pipe as data", "a turned label")):
        options, change, _, _ = REFUSED[case]
        folder = place.with_name(f"study{number}")
        made(folder, options, change)
        ended = commands(folder, *arguments_of("support-bundle"))
        assert ended["code"] == 0, ended["printed"]
        assert UNSEEN.encode() not in (folder / "out" / "bundle.zip").read_bytes()


def test_a_root_opens_a_folder_for_data_codebook_and_keys(commands, place):
    (place.parent / "secret.yaml").write_text(CODEBOOK)
    study = STUDY.replace("data.csv", "../secret.csv").replace("codebook.yaml", "../secret.yaml")
    made(place, {"study": study + 'roots: [".."]\n'}, None)
    assert commands(place, *arguments_of("check"))["code"] == 0


NASTY = ("=cmd|'/C calc'!A0", "<script>alert(7391)</script>", "@SUM(A1)", "\u202eevil", "]]>&amp<!-- x", "+1+1")


def nasty_study():
    """Return a study whose every label is a formula or a script, in the study file and in the data."""
    study = STUDY.replace("{en: Controls, fr: Témoins}", f'{{en: "{NASTY[0]}"}}')
    study = study.replace("{en: Treated, fr: Suivis}", f"{{en: '{NASTY[1]}'}}")
    study = study.replace("study: Small", f"study: '=1+1{NASTY[1]}{NASTY[4]}'")
    study = study.replace("[age]", "[age, __class__]")
    book = CODEBOOK + (
        f"  - {{name: __class__, type: number}}\n  - name: \"{NASTY[0]}\"\n    labels: {{en: '{NASTY[5]}{NASTY[1]}'}}\n"
        f"    levels: {{'{NASTY[1]}': {{}}, '{NASTY[5]}': {{labels: {{en: '=1+1<img src=x onerror=alert(7391)>'}}}}}}\n"
    )
    data = [[row[0], NASTY[int(row[1][1])], *row[2:], (NASTY[1], NASTY[5])[int(row[0][1:]) % 3 == 0], row[4][-1]]
            for row in rows()]  # fmt: skip
    return {"study": study, "codebook": book}, text(data, [*HEADER, NASTY[0], "__class__"])


class Tags(HTMLParser):
    """Collects the tags of a page, and what is run when something happens."""

    def __init__(self):
        super().__init__()
        self.seen, self.handlers, self.comments, self.scripts, self.data = set(), [], [], [], []

    def handle_starttag(self, tag, attributes):
        self.seen.add(tag)
        self.handlers += [name for name, _ in attributes if name.startswith("on")]
        self.data += [value for name, value in attributes if name == "href" and value.startswith("data:")]
        if tag == "script":
            self.scripts.append((attributes, ""))

    def handle_data(self, data):
        if self.lasttag == "script" and data.strip():
            self.scripts[-1] = (self.scripts[-1][0], data)

    def handle_comment(self, data):
        self.comments.append(data)


@pytest.mark.parametrize("audience", ["analyze", "external"])
def test_labels_that_could_act_are_words_in_every_file(audience, commands, place):
    options, content = nasty_study()
    made(place, options, file("data.csv", content))
    for command in ("check", audience, "score"):
        ended = commands(place, *arguments_of(command))
        assert ended["code"] == 0, ended["printed"]
    folder = place / "out" / ("results" if audience == "analyze" else "external")
    page = Tags()
    page.feed((folder / "report.html").read_text(encoding="utf-8"))
    assert not page.seen & {"iframe", "object"}
    assert page.handlers == page.comments == []
    assert page.scripts == [([], SCRIPT)]  # the one of the package, which the policy of the page allows by its hash
    data = [BytesIO(b64decode(link.partition("base64,")[2])) for link in page.data]
    assert {one.getvalue() for one in data} == {path.read_bytes() for path in (folder / "figures").glob("*.csv")}
    for path in (folder / "results.csv", *(folder / "figures").glob("*.csv"), *data):
        cells = pd.read_csv(path, dtype=str, keep_default_na=False).to_numpy().ravel()
        risky = [cell for cell in cells if cell.startswith(("=", "@", "+", "\t")) or re.match(r"-[^\d.]", cell)]
        assert risky == [], path
    for path in (folder / "tables.xlsx", place / "out" / "scores.xlsx"):
        cells = [cell for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for cell in row]
        assert not [cell.value for cell in cells if cell.data_type == "f"], path.name


def test_a_limit_of_1e308_is_printed_shortly(commands, place):
    book = CODEBOOK.replace("minimum: 0, maximum: 10", "minimum: -1e308, maximum: 1e308")
    made(place, {"codebook": book}, None)
    assert commands(place, *arguments_of("analyze"))["code"] == 0


def test_a_file_that_changes_while_it_is_read_is_read_or_refused(commands, place):
    made(place, {}, None)
    stop = threading.Event()

    def change():
        while not stop.is_set():
            (place / "data.csv").write_text("id;" * 10)
            (place / "data.csv").write_text(text())

    changing = threading.Thread(target=change)
    changing.start()
    try:
        for command in DATA:
            ended = commands(place, *arguments_of(command))
            assert ended["code"] in (0, 1)
            assert not re.search("unforeseen|Traceback", ended["printed"]), ended["printed"]
    finally:
        stop.set()
        changing.join()


def test_thousands_of_columns_are_copied_in_seconds(commands, place):
    made(place, {}, file("data.csv", wide(2_000)))
    ended = commands(place, *arguments_of("pseudonymise"))
    assert ended["code"] == 0, ended
