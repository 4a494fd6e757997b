"""Regular expressions of users: what codes look like is allowed, what never ends is refused."""

import re
import time

import pytest

from peereval.pattern import LONGEST_TEXT, pattern_problem

USEFUL = (r"P\d{3}", r"[A-Z]{2}-?\d{4}", r"(M|T)\d{1,2}", r"\d{4}-\d{2}-\d{2}", r"\w+ \w+", r"(?:\d{2})+", r".*",
          r"(?i)oui|non", r"[^;]+;[^;]+", r"(?=P)\w{4}")  # fmt: skip
ENDLESS = (r"(a+)+$", r"(a*)*b", r"(a|aa)+$", r"(.*a){20}", r"([a-z]+\d*)+!", r"(?:(?:a?){30}){30}a", r".*.*.*.*x",
           "(a?)" * 30 + "a" * 30, r"(x+x+)+y", "a" * 501, "(" * 200 + "a" + ")" * 199, "[", "(?P<x>a")  # fmt: skip


@pytest.mark.parametrize("pattern", USEFUL)
def test_what_codes_look_like_is_allowed(pattern):
    assert pattern_problem(pattern) == ""


@pytest.mark.parametrize("pattern", ENDLESS)
def test_what_never_ends_or_is_none_is_refused(pattern):
    assert pattern_problem(pattern)


@pytest.mark.parametrize("pattern", [*USEFUL, r".*.*.*x", r"\w+\w+\w+!", r"(a|b|ab)(a|b|ab)\w*\w*x"])
def test_what_is_allowed_ends_in_less_than_a_second_on_the_longest_text(pattern):
    assert pattern_problem(pattern) == ""
    start = time.process_time()
    re.fullmatch(pattern, "a" * (LONGEST_TEXT - 1) + ";")
    assert time.process_time() - start < 1
