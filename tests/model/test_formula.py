"""What a formula may say: everything else is refused at once and never run."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peereval.errors import FitError
from peereval.model.formula import check_formula

COLUMNS = ("y", "group", "visit", "age", "sex", "my column", "a.b")

REFUSED = (
    "__import__('os').system('x')",
    "y ~ __import__('os').system('x')",
    "y ~ {age}",
    "y ~ {__import__('os')}",
    "y ~ age.mean()",
    "y ~ log(age).real",
    "y ~ np.log(age)",
    "y ~ (age+sex)**9999999",
    "y ~ (age+sex)^99",
    "y ~ (age+sex)**(9**9)",
    "y ~ log(log(age))",
    "y ~ log(age + 1)",
    "y ~ I(age)",
    "y ~ exp(age)",
    "y ~ eval('1')",
    "y ~ C(age, contr.treatment)",
    "y ~ C(sex, levels=['F', 'M'])",
    "y ~ (age+sex)**(2)",
    "y ~ C(*age)",
    "y ~ bs(age, df=1000000)",
    "y ~ poly(age, 10**9)",
    "y ~ log((lambda: age)())",
    "y ~ age | sex",
    "y ~ .",
    "y ~ 'text'",
    "y ~ 3",
    "y + age ~ sex",
    "y ~ y + age",
    "age",
    "",
    "~",
    "y ~",
    "y ~ age ~ sex",
    "y ~ " + "(" * 500 + "age" + ")" * 500,
    "y ~ age + " * 400,
    "y ~ " + "*".join(["(age+sex+group+visit)"] * 12),
    "y ~ \x00",
    "y ~ age\n__import__('os')",
)


@pytest.mark.parametrize("text", REFUSED)
def test_refused_at_once(text):
    started = time.perf_counter()
    with pytest.raises(FitError):
        check_formula(text, COLUMNS)
    assert time.perf_counter() - started < 2.0  # a bound against explosion, not a timing


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("y ~ group * visit + (age + sex) * visit", ("group", "visit", "age", "sex")),
        ("y ~ 0 + group:visit + log(age)", ("group", "visit", "age")),
        ("log(y) ~ bs(age, df=4) + C(sex)", ("age", "sex")),
        ("y ~ (group+sex)**2+visit", ("group", "sex", "visit")),
        ("y ~ (group + sex)^2:visit", ("group", "sex", "visit")),
        ("y ~ (group + visit + sex)**2 - 1", ("group", "visit", "sex")),
        ("y ~ `my column` + scale(`my column`)", ("my column",)),
        ("y ~ 1", ()),
    ],
)
def test_allowed(text, columns):
    assert check_formula(text, COLUMNS).columns == columns


def test_unknown_column_names_the_nearest():
    with pytest.raises(FitError, match="Did you mean 'visit'"):
        check_formula("y ~ vist", COLUMNS)


@given(st.text(max_size=60))
def test_any_text_is_checked_or_refused(text):
    try:
        checked = check_formula(text, COLUMNS)
    except FitError:
        return
    assert checked.outcome in COLUMNS
    assert set(checked.columns) <= set(COLUMNS)
