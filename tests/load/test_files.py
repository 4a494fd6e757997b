"""Files are found inside the study folder and its roots, whatever links say, and nothing outside is looked at."""

import os

import pytest

from peereval.load.files import resolve_path
from peereval.load.problems import SourceError
from peereval.load.read import read_data
from peereval.study import read_study

TABLE = "id;visite;groupe;score\n1;T0;1;2\n"
STUDY = """\
peereval: 1
study: small
columns: {{participant: id, visit: visite, group: groupe}}
visits: {{T0: {{month: 0}}, T6: {{month: 6}}}}
groups: {{control: {{also: ["2"], reference: true}}, treated: {{also: ["1"]}}}}
roots: [{roots}]
sources: [{{path: {path}}}]
codebook: codebook.yaml
outcomes: {{stigma: {{column: score}}}}
"""


@pytest.fixture
def study_of(tmp_path):
    """Return a function that writes a study beside a folder of data; gives the study for a path and roots."""
    (tmp_path / "study").mkdir()
    (tmp_path / "données").mkdir()
    (tmp_path / "données" / "data.csv").write_text(TABLE, encoding="utf-8")
    (tmp_path / "study" / "codebook.yaml").write_text("fields: []\n", encoding="utf-8")

    def written(path, roots=""):
        file = tmp_path / "study" / "study.yaml"
        file.write_text(STUDY.format(path=path, roots=roots), encoding="utf-8")
        return read_study(file)

    return written


def refused(study):
    (finding,) = [finding for finding in read_data(study).findings if finding.severity == "error"]
    return finding.rule, finding.fix


def test_a_path_outside_is_refused_and_its_root_proposed(study_of):
    assert refused(study_of("../données/data.csv")) == ("path-outside", 'roots: ["../données"]')


def test_the_proposed_root_makes_the_file_readable(study_of):
    data = read_data(study_of("../données/data.csv", "../données"))
    assert list(data.frame["participant"]) == ["1"]


def test_an_absolute_path_is_read_inside_a_root_only(study_of, tmp_path):
    path = (tmp_path / "données" / "data.csv").as_posix()
    assert refused(study_of(path)) == ("path-outside", f'roots: ["{(tmp_path / "données").as_posix()}"]')
    assert len(read_data(study_of(path, (tmp_path / "données").as_posix())).frame) == 1
    inside = tmp_path / "study" / "data.csv"
    inside.write_text(TABLE, encoding="utf-8")
    assert len(read_data(study_of(inside.as_posix())).frame) == 1


def test_a_root_is_no_prefix_of_letters(study_of, tmp_path):
    assert refused(study_of("../données/data.csv", "../don")) == ("path-outside", 'roots: ["../don", "../données"]')


def test_a_link_that_leads_outside_is_refused_and_one_inside_is_followed(study_of, tmp_path):
    (tmp_path / "study" / "link.csv").symlink_to(tmp_path / "données" / "data.csv")
    assert refused(study_of("link.csv")) == ("path-outside", 'roots: ["../données"]')
    assert len(read_data(study_of("link.csv", "../données")).frame) == 1
    (tmp_path / "study" / "real.csv").write_text(TABLE, encoding="utf-8")
    (tmp_path / "study" / "near.csv").symlink_to("real.csv")
    assert len(read_data(study_of("near.csv")).frame) == 1


def test_a_link_of_a_folder_is_followed_before_it_is_judged(study_of, tmp_path):
    (tmp_path / "study" / "sub").symlink_to(tmp_path / "données", target_is_directory=True)
    assert refused(study_of("sub/data.csv"))[0] == "path-outside"


def test_nothing_outside_is_looked_at(study_of):
    """A missing file outside gives the same answer as one that exists: no names of other folders are told."""
    assert refused(study_of("../données/dat.csv")) == ("path-outside", 'roots: ["../données"]')


def test_a_loop_of_links_a_folder_and_a_pipe_are_no_files(study_of, tmp_path):
    folder = tmp_path / "study"
    (folder / "a.csv").symlink_to("b.csv")
    (folder / "b.csv").symlink_to("a.csv")
    os.mkfifo(folder / "pipe.csv")
    for name in ("a.csv", ".", "pipe.csv"):
        assert refused(study_of(name))[0] in {"file-unreadable", "file-missing-near"}, name


def test_a_file_larger_than_the_limit_is_not_opened(study_of, tmp_path):
    with (tmp_path / "study" / "big.csv").open("wb") as file:
        file.truncate(513 * 2**20)  # a hole: takes no room on the disk
    assert refused(study_of("big.csv"))[0] == "file-large"


def test_what_is_resolved_is_the_file_itself(study_of, tmp_path):
    study = study_of("../données/data.csv", "../données")
    assert resolve_path(study, "../données/data.csv") == (tmp_path / "données" / "data.csv").resolve()
    with pytest.raises(SourceError, match="outside the folder"):
        resolve_path(study, "/etc/hostname")


def test_the_proposed_name_is_a_path_from_the_study_folder(study_of):
    study = study_of("../données/dota.csv", "../données")
    assert refused(study) == ("file-missing-near", 'path: "../données/data.csv"')
