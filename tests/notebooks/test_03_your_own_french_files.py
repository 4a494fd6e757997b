from .ran import run_in


def test_your_own_french_files_runs_from_a_fresh_kernel_and_shows_what_it_keeps(tmp_path):
    assert run_in(tmp_path, "03_your_own_french_files") == ([], [])
