import json
import subprocess
import sys
from hashlib import sha256

import pytest

from peereval.errors import PeerevalError
from peereval.report import swap
from peereval.report.swap import previous_of, swap_in
from peereval.report.write import write_report

MANIFEST = b'{"format": "peereval-report", "written": [{"path": "report.html"}]}'


def test_the_folder_holds_every_file_and_the_manifest_its_hash(report):
    manifest = json.loads((report.folder / "manifest.json").read_text(encoding="utf-8"))
    on_disk = {p.relative_to(report.folder).as_posix(): p for p in report.folder.rglob("*") if p.is_file()}
    written = {one["path"]: one["sha256"] for one in manifest["written"]}
    assert set(on_disk) == {*written, "manifest.json"}
    assert {"report.html", "tables.xlsx", "results.csv", "figures/forest.png"} <= set(on_disk)
    assert all(sha256(on_disk[path].read_bytes()).hexdigest() == digest for path, digest in written.items())


def test_the_manifest_says_what_was_run(hand_report):
    manifest = json.loads((hand_report.folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["simulated"] is True
    assert manifest["seed"] == 20150630
    assert manifest["files"][0]["sha256"]
    assert {finding["rule"] for finding in manifest["findings"]} == {"key-unverified", "scale-too-few-answered"}
    assert manifest["study"] == {"study": "STIGMA"}


def test_the_report_before_is_kept_and_only_one(tmp_path):
    folder = tmp_path / "results"
    for content in (b"one", b"two", b"three"):
        swap_in(folder, {"report.html": content, "manifest.json": MANIFEST})
    assert (folder / "report.html").read_bytes() == b"three"
    assert (previous_of(folder) / "report.html").read_bytes() == b"two"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["results", "results.previous"]


@pytest.mark.parametrize("name", ["results", "results.previous"])
def test_a_folder_that_is_not_a_report_is_left_alone(analysis_of, tmp_path, name):
    (tmp_path / name).mkdir()
    (tmp_path / name / "thesis.docx").write_bytes(b"years of work")
    with pytest.raises(PeerevalError, match=r"is not a report of peereval.*Choose another folder"):
        write_report(analysis_of("en"), tmp_path / "results")
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name / "thesis.docx").read_bytes() == b"years of work"


def test_files_that_someone_put_into_a_report_are_never_deleted(tmp_path):
    folder = tmp_path / "results"
    swap_in(folder, {"report.html": b"one", "manifest.json": MANIFEST})
    (folder / "remarks.docx").write_bytes(b"hours of work")
    swap_in(folder, {"report.html": b"two", "manifest.json": MANIFEST})
    with pytest.raises(PeerevalError, match=r"results\.previous' holds 1 files that peereval did not write.*Move them"):
        swap_in(folder, {"report.html": b"three", "manifest.json": MANIFEST})
    assert (previous_of(folder) / "remarks.docx").read_bytes() == b"hours of work"
    assert (folder / "report.html").read_bytes() == b"two"


def test_a_write_that_fails_leaves_the_report_that_was_there(tmp_path, monkeypatch):
    folder = tmp_path / "results"
    swap_in(folder, {"report.html": b"one", "manifest.json": MANIFEST})

    def fail(made, files):
        (made / "figures").mkdir(parents=True)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(swap, "_write_all", fail)
    with pytest.raises(PeerevalError, match="No space left on device"):
        swap_in(folder, {"report.html": b"two"})
    assert (folder / "report.html").read_bytes() == b"one"
    assert [path.name for path in tmp_path.iterdir()] == ["results"]


def test_importing_the_writer_loads_no_drawing_library():
    code = "import sys, peereval.report.write; print(sorted({'matplotlib', 'jinja2', 'openpyxl'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_same_analysis_gives_the_same_page(hand_report, tmp_path):
    again = write_report(hand_report.analysis, tmp_path / "again")
    assert again.read_text(encoding="utf-8") == hand_report.html
