"""Two messy studies as a user meets them: a draft, its check, at most ten edited lines, an analysis."""

import re
import shutil
import sys
from pathlib import Path

import openpyxl
import pytest

from messy import make
from peereval.__main__ import main

MESSY = Path(make.__file__).parent
MOST_EDITS = 10

# Per study: the block and the entry in which a line stands, the key of the line, what it becomes.
WIDE_EDITS = (
    ("groups", "group_1", "label", "    label: {fr: Suivis par un médiateur}"),
    ("groups", "group_2", "label", "    label: {fr: Secteurs témoins}"),
    ("groups", "group_2", "reference", "    reference: true"),
    ("outcomes", "stigma", "primary", "    primary: true"),
    ("model", "", "covariates", "  covariates: [Âge, Sexe]"),
)
LONG_EDITS = (
    ("groups", "group_1", "label", "    label: {fr: Suivis}"),
    ("groups", "group_2", "label", "    label: {fr: Témoins}"),
    ("groups", "group_2", "reference", "    reference: true"),
    ("groups", "group_3", "label", "    label: {fr: Déjà suivis}"),
    ("outcomes", "quality", "primary", "    primary: true"),
    ("model", "", "covariates", "  covariates: [Âge, Sexe]"),
)
STUDIES = {
    "wide_french": ("suivi_usagers.xlsx", WIDE_EDITS),
    "long_cp1252": ("extraction.csv", LONG_EDITS),
}


def run(capsys, monkeypatch, *arguments):
    monkeypatch.setattr(sys, "argv", ["peereval", *map(str, arguments)])
    with pytest.raises(SystemExit) as end:
        main()
    out, err = capsys.readouterr()
    return end.value.code or 0, out, err


def edited(text, edits):
    """Return the text with one line replaced for each edit, and how many lines are now different."""
    lines = text.splitlines()
    for block, entry, key, new in edits:
        at = lines.index(f"{block}:")
        if entry:
            at = lines.index(f"  {entry}:", at)
        indent = "    " if entry else "  "
        at = next(i for i in range(at, len(lines)) if lines[i].startswith(f"{indent}{key}:"))
        lines[at] = new
    changed = sum(old != new for old, new in zip(text.splitlines(), lines, strict=True))
    return "\n".join([*lines, ""]), changed


@pytest.mark.parametrize("name", STUDIES)
def test_a_messy_study_is_analysed_after_ten_edited_lines_at_most(name, capsys, monkeypatch, tmp_path):
    file, edits = STUDIES[name]
    shutil.copy(MESSY / name / file, tmp_path / file)
    study = tmp_path / "etude" / "study.yaml"

    code, out, err = run(capsys, monkeypatch, "init", study.parent, "--language", "fr", "--from", tmp_path / file)
    assert (code, err) == (0, "")
    assert str(study) in out
    assert {path.name for path in study.parent.iterdir()} == {"study.yaml", "codebook.yaml"}

    code, out, err = run(capsys, monkeypatch, "check", study)
    assert code == 1
    lines = study.read_text(encoding="utf-8").splitlines()
    blank = [number for number, line in enumerate(lines, start=1) if re.match(r"\s+(reference|primary): +#", line)]
    assert f"study.yaml line {blank[0]}: no reference group is chosen yet" in err
    assert "no primary outcome is chosen yet" in err
    assert all(f"(line {number})" in err for number in blank)
    assert "unverified-guess" in err

    text, changed = edited(study.read_text(encoding="utf-8"), edits)
    assert 0 < changed <= MOST_EDITS
    study.write_text(text, encoding="utf-8")
    code, out, err = run(capsys, monkeypatch, "check", study)
    assert (code, err) == (0, ""), out
    assert "unverified-guess" in out

    if name == "long_cp1252":  # the other one is analysed whole
        study.write_text(f"{text}sensitivity: {{run: false}}\n", encoding="utf-8")
    code, out, err = run(capsys, monkeypatch, "analyze", study)
    assert code == 0, err
    report = (study.parent / "results" / "report.html").read_text(encoding="utf-8")
    assert "suppositions du brouillon ne sont pas vérifiées" in report


def test_nothing_of_the_people_who_are_named_is_written(capsys, monkeypatch, tmp_path):
    file = tmp_path / "extraction.csv"
    shutil.copy(MESSY / "long_cp1252" / "extraction.csv", file)
    _, out, err = run(capsys, monkeypatch, "init", tmp_path / "etude", "--from", file)
    written = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "etude").iterdir())
    assert "drop:" in written
    for word in ("fictif", "frère", "P001", "02G12"):
        assert word.casefold() not in (written + out + err).casefold()


def test_the_messy_files_are_the_ones_the_script_writes(tmp_path):
    committed = (MESSY / "long_cp1252" / "extraction.csv").read_bytes()
    assert committed == make.long_text().encode("cp1252")
    make.write_wide(tmp_path / "again.xlsx")
    books = [
        openpyxl.load_workbook(path) for path in (tmp_path / "again.xlsx", MESSY / "wide_french" / "suivi_usagers.xlsx")
    ]
    cells = [[list(page.values) for page in book.worksheets] for book in books]
    assert cells[0] == cells[1]
