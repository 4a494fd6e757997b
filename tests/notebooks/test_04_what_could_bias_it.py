from .ran import run_in


def test_what_could_bias_it_runs_from_a_fresh_kernel_and_shows_what_it_keeps(tmp_path):
    assert run_in(tmp_path, "04_what_could_bias_it") == ([], [])
