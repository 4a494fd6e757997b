from .ran import run_in


def test_the_trials_and_your_result_runs_from_a_fresh_kernel_and_shows_what_it_keeps(tmp_path):
    assert run_in(tmp_path, "05_the_trials_and_your_result") == ([], [])
