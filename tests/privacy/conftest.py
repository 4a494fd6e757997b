"""A folder of data files with made-up people, a safe folder beside it, and the command."""

import sys

import openpyxl
import pytest

from peereval.__main__ import main

TEXT = (
    "IPP;Nom;Prénom;Date de naissance;Visite;Date;Score;Libre\r\n"
    "8001234;Zyxwv;Ada;12/03/1965;T0;01/02/2015;-2,50;=1+1\r\n"
    '8001234;Zyxwv;Ada;12/03/1965;T6;"12/03/2015";99;"a;b\r\nc"\r\n'
    "8005678;Qwfpg;Bo;29/02/1960;T0;28/02/2015;007;- non\r\n"
    ";;;;;;;\r\n"
)


@pytest.fixture
def data(tmp_path):
    """Return the folder of the data: one text file in cp1252, one workbook with a title."""
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "a.csv").write_bytes(TEXT.encode("cp1252"))
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Feuil1"
    book.create_sheet("Zyxwv").append(["Zyxwv"])
    for row in (["Titre"], [], ["IPP", "visite", "score"], [8001234, "T0", 1.25], ["8005678 ", "T0", "=cmd"]):
        page.append(row)
    page["C5"].data_type = "s"
    book.save(folder / "b.xlsx")
    (tmp_path / "safe").mkdir()
    return folder


@pytest.fixture
def command(capsys, monkeypatch):
    """Return a function that runs the command line in this process: code, stdout, stderr."""

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["peereval", *map(str, arguments)])
        with pytest.raises(SystemExit) as end:
            main()
        return end.value.code or 0, *capsys.readouterr()

    return run
