"""Results in sentences are read as APA prints them, in English and in French notation."""

import pytest

from peereval.evidence.recalculated.apa import read_sentence


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("t(62) = 0.17, p = .87", {"statistic": "t", "value": "0.17", "df": ["62"], "p": ".87"}),
        ("t(62) = 0,17 ; p = 0,87", {"statistic": "t", "value": "0,17", "df": ["62"], "p": "0,87"}),
        ("t(61,5) = −2,69 ; p < 0,01", {"statistic": "t", "value": "−2,69", "df": ["61,5"], "p": "< 0,01"}),
        ("F(2,90)=87.89, p<.001", {"statistic": "F", "value": "87.89", "df": ["2", "90"], "p": "< .001"}),
        ("F(2 ; 90) = 87,89 ; p < 0,001 ; η²p = 0,66",
         {"statistic": "F", "value": "87,89", "df": ["2", "90"], "p": "< 0,001", "partial_eta2": "0,66"}),
        ("F(1.46, 70.1) = 4.20, p = .029, partial eta2 = .08",
         {"statistic": "F", "value": "4.20", "df": ["1.46", "70.1"], "p": ".029", "partial_eta2": ".08"}),
        ("χ²(1, N = 144) = 1.67, p = .20",
         {"statistic": "chi2", "value": "1.67", "df": ["1"], "n": "144", "p": ".20"}),
        ("chi2(ddl = 2) = 5,74 ; p = 0,06", {"statistic": "chi2", "value": "5,74", "df": ["2"], "p": "0,06"}),
        ("z = 2.10, p = .036", {"statistic": "z", "value": "2.10", "p": ".036"}),
        ("r(62) = −.30, p = .016", {"statistic": "r", "value": "−.30", "df": ["62"], "p": ".016"}),
        ("the groups differed, t(62) = 2.08, p = .04, d = 0.52",
         {"statistic": "t", "value": "2.08", "df": ["62"], "p": ".04", "d": "0.52"}),
        ("F(3, 40) = 0.61, ns, η² = .04", {"statistic": "F", "value": "0.61", "df": ["3", "40"], "eta2": ".04"}),
        ("t(20) = 1.1, p > .05", {"statistic": "t", "value": "1.1", "df": ["20"], "p": "> .05"}),
    ],
)  # fmt: skip
def test_a_sentence_is_read(text, keys):
    assert read_sentence(text) == keys


@pytest.mark.parametrize("text", ["p = .03", "the difference was significant", ""])
def test_a_sentence_without_a_statistic_is_refused(text):
    with pytest.raises(ValueError, match="holds no statistic"):
        read_sentence(text)
