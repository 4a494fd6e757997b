"""A file of printed figures: what is wrong in it is said with its line, and what was probably meant."""

import pytest

import peereval as pe

HEAD = "peereval_printed: 1\ntitle: A table\nsource: A paper, Table 1\nchecks:\n"
GOOD = "  - {label: a, kind: two_means, mean: [5.06, 5.23], sd: [4.71, 3.38], n: [34, 30], t: 0.17}\n"


def read(folder, text):
    path = folder / "printed.yaml"
    path.write_text(text, encoding="utf-8")
    return pe.evidence.read_printed(path)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("{label: a, kind: two_mean, mean: [1, 2]}", "unknown kind 'two_mean'; .* Did you mean 'two_means'"),
        ("{label: a, mean: [1, 2]}", "the key 'kind' is missing. Add one of: two_means"),
        (
            "{label: a, kind: combined, mean: [1, 2], n: [3, 4], combinedmean: 2}",
            "unknown key 'combinedmean'. Did you mean",
        ),
        (
            "{label: a, kind: test, statistic: T, value: 2, df: 4}",
            "'statistic' is 'T', which is not an option",
        ),
        ("{label: a, kind: two_means, mean: [1, 2], sd: [-1, 2], n: [3, 4]}", "'-1' is not possible here: at least 0"),
        ("{label: a, kind: test, text: 't(3) = 2, p = 1.2'}", "'1.2' is not possible here: 0 to 1 is allowed"),
        ("{label: a, kind: proportion, count: 60, n: 52}", "'count' is 60 and 'n' only 52"),
        ("{label: a, kind: counts, events: [3, 80], n: [74, 70]}", "a count of 'events' is above its 'n'"),
        ("{label: a, kind: counts, events: [0, 0], n: [74, 70]}", "holds no one, so nothing can be tested"),
        ("{label: a, kind: counts, counts: [[1, 2], [3]]}", "each row needs the same number of counts"),
        ("{label: a, kind: counts, counts: [[1, 2, 3], [3, 4, 5]], odds_ratio: 2}", "two rows and two columns"),
        (
            "{label: a, kind: two_means, mean: [5,06, 5,23], sd: [1, 2], n: [3, 4]}",
            "'mean' has 4 entries and 2 are",
        ),
        ("{label: a, kind: two_means, mean: [1, 2], sd: [1, 2], n: [3, 4.5]}", "a whole number, at least 2"),
        ("{label: a, kind: two_means, mean: [1, 2], n: [3, 4]}", "give 'sd' or 'se'"),
        (
            "{label: a, kind: interval, estimate: 0.1, ci: [0.3, -0.1]}",
            "lower bound 0.3 is above the upper one",
        ),
        ("{label: a, kind: interval, estimate: high, ci: [0, 1]}", "'high' is not a printed figure"),
        ("{label: a, kind: test, statistic: F, value: 3, df: 4}", "F has 1 degrees of freedom here and needs two"),
        ("{label: a, kind: test, text: 'r = .45, p < .05'}", r"r has 0 degrees of freedom here and needs one: r\(62\)"),
        ("{label: a, kind: test, statistic: t, value: 0,17, df: 4}", "decimal comma in braces"),
        ("{label: a, kind: test, statistic: r, value: 1.3, df: 4}", "a correlation lies between -1 and 1"),
        ("{label: a, kind: test, text: 'F(2, 9) = 3', value: 3}", "'value' stands in 'text' already"),
        ("{label: a, kind: test, text: 'no effect'}", "holds no statistic that can be read"),
        ("{label: a, kind: group_by_time, mean: [[1, 2]], p: 0.1}", "one for each group"),
    ],
)
def test_a_fault_is_said_with_its_line(tmp_path, row, said):
    with pytest.raises(pe.StudyFileError, match=said) as raised:
        read(tmp_path, f"{HEAD}  - {row}\n")
    assert str(raised.value).startswith("printed.yaml line 5: ")


def test_all_faults_are_said_at_once(tmp_path):
    with pytest.raises(pe.StudyFileError) as raised:
        read(tmp_path, f"{HEAD}{GOOD}  - {{label: b, kind: gim}}\n  - {{label: c, kind: proportion, count: 3, n: 2}}\n")
    assert [line.split(":")[0] for line in str(raised.value).splitlines()] == [
        "printed.yaml line 6",
        "printed.yaml line 7",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD + GOOD + GOOD, "the label 'a' is given to 2 rows"),
        ("peereval_printed: 2\ntitle: A\nsource: B\nchecks: []\n", "use one of: 1"),
        (HEAD.replace("checks:\n", "checks: []\n"), "'checks' lists nothing"),
        ("title: A\nsource: B\nchecks: []\n", "the key 'peereval_printed' is missing"),
        ("", "the file is empty"),
    ],
)
def test_a_file_without_usable_rows_is_refused(tmp_path, text, said):
    with pytest.raises(pe.StudyFileError, match=said):
        read(tmp_path, text)


def test_printed_text_is_kept_and_labels_have_languages(tmp_path):
    means = 'mean: ["5,06", "−0.00"], sd: [.47, 1.0], n: [34, 30], p: "< .001"'
    row = f"{{label: {{en: Age, fr: Âge}}, kind: two_means, {means}}}"
    (check,) = read(tmp_path, f"{HEAD}  - {row}\n").checks
    assert [figure.text for figure in (*check.mean, *check.sd, check.p)] == ["5,06", "−0.00", ".47", "1.0", "< .001"]
    assert check.mean[0].value == 5.06
    assert (check.p.low, check.p.high) == (0, 0.001)
    assert check.name == "Age"
