"""Each notebook has a test file of its own, so that two run at a time."""

from .ran import run_in


def test_quick_start_runs_from_a_fresh_kernel_and_shows_what_it_keeps(tmp_path):
    assert run_in(tmp_path, "01_quick_start") == ([], [])
