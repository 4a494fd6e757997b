from .ran import run_in


def test_stigma_published_tables_runs_from_a_fresh_kernel_and_shows_what_it_keeps(tmp_path):
    assert run_in(tmp_path, "02_stigma_published_tables") == ([], [])
