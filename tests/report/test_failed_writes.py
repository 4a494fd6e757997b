"""A report that cannot be written, or whose writer is killed, leaves the report before whole."""

import json
import os
import subprocess
import sys
import tempfile
from hashlib import sha256
from pathlib import Path

import pytest

from peereval.errors import PeerevalError
from peereval.report.swap import previous_of, restore_folder, swap_in
from peereval.report.unfinished import MARK, remove_left_over

from .written_files import report_files

NOBODY = 65534
# A child process: imports everything, then loses the right or the room to write, then writes.
CHILD = """
import os, resource, signal, sys
from pathlib import Path
from peereval.errors import PeerevalError
from peereval.report import swap, unfinished
from written_files import report_files
folder, case = Path(sys.argv[1]), sys.argv[2]
{lose}
try:
    swap.swap_in(folder, report_files("two"))
except PeerevalError as error:
    print(error)
    sys.exit(1)
"""
DISK_FULL = """
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))
"""
UNPRIVILEGED = f"""
if os.getuid() == 0:
    os.setgroups([])
    os.setgid({NOBODY})
    os.setuid({NOBODY})
"""
KILLED = """
def killed_at(owner, name, wanted):
    kept, calls = getattr(owner, name), []
    def call(*arguments, **options):
        calls.append(1)
        if len(calls) == wanted:
            os.kill(os.getpid(), signal.SIGKILL)
        return kept(*arguments, **options)
    setattr(owner, name, call)
place, wanted = case.split()
killed_at({"file": swap, "rename": Path, "remove": swap}[place],
          {"file": "fsync", "rename": "rename", "remove": "rmtree"}[place], int(wanted))
"""


@pytest.fixture
def place():
    """A folder that everybody may enter, with a report in it and the report before."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        for content in ("zero", "one"):
            swap_in(Path(name) / "results", report_files(content))
        yield Path(name)


def write(place, lose, case=""):
    """Write a report in a child process that cannot, and return how it ended."""
    command = [sys.executable, "-c", CHILD.format(lose=lose), str(place / "results"), case]
    environment = {"PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *sys.path])}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def content_of(folder):
    """Return the word that a report is made of, after its files were compared with its manifest."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for one in manifest["written"]:
        assert sha256((folder / one["path"]).read_bytes()).hexdigest() == one["sha256"]
    raw = (folder / "report.html").read_text(encoding="utf-8")
    return raw[: len(raw) // 1_000]


def names(place):
    return sorted(path.name for path in place.iterdir())


def both(place):
    """Return the words of the report and of the one before, with nothing else beside them."""
    assert names(place) == ["results", "results.previous"]
    return content_of(place / "results"), content_of(previous_of(place / "results"))


def test_a_full_disk_leaves_the_report_and_the_one_before(place):
    done = write(place, DISK_FULL)
    assert done.returncode == 1, done.stderr
    assert "could not be written to 'results': File too large. What was there before is kept." in done.stdout
    assert "Traceback" not in done.stderr
    assert both(place) == ("one", "zero")


def test_a_read_only_folder_leaves_the_report_and_the_one_before(place):
    place.chmod(0o555)
    done = write(place, UNPRIVILEGED)
    place.chmod(0o755)
    assert done.returncode == 1, done.stderr
    assert "could not be written to 'results': Permission denied" in done.stdout
    assert "that you may write there" in done.stdout
    assert both(place) == ("one", "zero")


def test_a_folder_that_may_not_be_entered_is_said_to_be_so(place):
    place.chmod(0o600)
    done = write(place, UNPRIVILEGED)
    place.chmod(0o755)
    assert done.returncode == 1, done.stderr
    assert "Permission denied" in done.stdout
    assert both(place) == ("one", "zero")


@pytest.mark.parametrize("file", [1, 2, 3])
def test_killed_while_files_are_written(place, file):
    """The report stays; the next run removes what was half written."""
    assert write(place, KILLED, f"file {file}").returncode == -9
    assert content_of(place / "results") == "one"
    assert len(names(place)) == 3
    swap_in(place / "results", report_files("three"))
    assert both(place) == ("three", "one")


def test_killed_before_anything_moved(place):
    assert write(place, KILLED, "rename 1").returncode == -9
    assert content_of(place / "results") == "one"
    swap_in(place / "results", report_files("three"))
    assert both(place) == ("three", "one")


def test_killed_after_the_report_before_was_moved(place):
    assert write(place, KILLED, "rename 2").returncode == -9
    assert content_of(place / "results") == "one"
    swap_in(place / "results", report_files("three"))
    assert both(place) == ("three", "one")


def test_killed_between_the_two_renames(place):
    """The report is there as the previous one, the new one is whole: a reader puts it in its place."""
    assert write(place, KILLED, "rename 3").returncode == -9
    assert not (place / "results").exists()
    assert content_of(previous_of(place / "results")) == "one"
    restore_folder(place / "results")
    assert content_of(place / "results") == "two"
    swap_in(place / "results", report_files("three"))
    assert both(place) == ("three", "two")


def test_killed_while_the_oldest_report_is_removed(place):
    assert write(place, KILLED, "remove 1").returncode == -9
    assert content_of(place / "results") == "two"
    assert content_of(previous_of(place / "results")) == "one"
    swap_in(place / "results", report_files("three"))
    assert both(place) == ("three", "two")


def test_without_the_new_one_the_report_before_comes_back(place):
    folder = place / "results"
    previous_of(folder).rename(place / "elsewhere")
    folder.rename(previous_of(folder))
    restore_folder(folder)
    assert content_of(folder) == "one"


def test_a_run_that_still_writes_is_not_disturbed(place):
    """Its folder is locked; that of a dead run is not."""
    import fcntl

    for name in (".results-00000001", ".results-00000002"):
        (place / name).mkdir()
        (place / name / MARK).touch()
    with (place / ".results-00000001" / MARK).open("wb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        remove_left_over(place / "results")
    assert names(place) == [".results-00000001", "results", "results.previous"]


def test_hidden_folders_of_others_stay(place):
    for name in (".results-deadbeef", ".results-notes", ".other-00000001"):
        (place / name).mkdir()
        (place / name / "thesis.docx").write_bytes(b"years of work")
    swap_in(place / "results", report_files("three"))
    assert set(names(place)) >= {".results-deadbeef", ".results-notes", ".other-00000001"}


def test_a_parent_that_is_a_file_is_refused(tmp_path):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(PeerevalError, match="could not be written to 'results': File exists"):
        swap_in(tmp_path / "file" / "results", report_files("one"))
