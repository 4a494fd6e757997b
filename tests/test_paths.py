"""Files are held to folders, and what is no file is not waited for."""

import os

import pytest

from peereval.paths import lies_within, read_file


def test_a_link_leads_where_it_leads(tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "out.txt").write_text("x")
    (tmp_path / "home" / "link.txt").symlink_to(tmp_path / "out.txt")
    (tmp_path / "home" / "loop").symlink_to(tmp_path / "home" / "loop")
    home = [tmp_path / "home"]
    assert lies_within(tmp_path / "home" / "new.txt", home)
    assert not lies_within(tmp_path / "home" / "link.txt", home)
    assert lies_within(tmp_path / "home" / "link.txt", [*home, tmp_path])
    assert not lies_within(tmp_path / "home" / ".." / "out.txt", home)
    assert not lies_within(tmp_path / "home" / "a\0b", home)


@pytest.mark.parametrize("kind", ["pipe", "folder", "nothing", "zero byte", "half a character"])
def test_what_is_no_file_is_refused_at_once(kind, tmp_path):
    path = tmp_path / {"zero byte": "a\0b", "half a character": "a\ud800"}.get(kind, "x")
    if kind == "pipe":
        os.mkfifo(path)
    if kind == "folder":
        path.mkdir()
    with pytest.raises(OSError, match=r"no file|No such|name is none"):
        read_file(path)


def test_no_more_is_read_than_asked_for(tmp_path):
    (tmp_path / "x").write_bytes(b"12345")
    assert read_file(tmp_path / "x", 3) == b"123"
    assert read_file(tmp_path / "x") == b"12345"
