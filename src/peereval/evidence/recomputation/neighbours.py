"""What the figures of single tables give: the recalculation of printed figures, laid beside the published cells."""

from collections.abc import Iterator, Mapping
from importlib.resources import as_file, files

from peereval.evidence.published_tables import Published
from peereval.evidence.recalculated.check import check_printed
from peereval.evidence.recalculated.file import read_printed
from peereval.evidence.recomputation.places import Place, Recomputed, place_figures
from peereval.results import Result

Found = tuple[str, str, str]
"""A figure of a check, the reading it is taken by, and whether it is the figure or a bound."""
_HEDGES: Mapping[str, Found] = {"d": ("d", "pooled", ""), "t": ("t", "pooled", ""), "p": ("p", "pooled", "")}
_CHI2 = {"chi2": ("chi2", "uncorrected", ""), "p": ("p", "uncorrected", "")}
_YATES = {"chi2_yates": ("chi2", "yates", ""), "p_yates": ("p", "yates", "")}
_WILSON = {
    "percent": ("percent", "share", ""),
    "low": ("percent_ci", "wilson", "_lower"),
    "high": ("percent_ci", "wilson", "_upper"),
}
_SMD = {"smd": ("estimate", "middle", "")}
_I2 = {"i2": ("i2", "q", ""), "p": ("p", "q", "")}
_D_BOUNDS = {"low": ("d_ci", "large-sample", "_lower"), "high": ("d_ci", "large-sample", "_upper")}
_ETA = {"eta2": ("partial_eta2", "eta", "")}


def _difference(choice: str) -> Mapping[str, Found]:
    # Reviews take the normal quantile and the standard error of each group.
    reading = f"{choice}welch-z"
    bounds = {"low": ("difference_ci", reading, "_lower"), "high": ("difference_ci", reading, "_upper")}
    return {"md": ("difference", "means", ""), **bounds}


# Published file: table, row, the check of evidence/printed, and the columns with what is found there.
_CHECKS: Mapping[str, tuple[tuple[str, str, str, Mapping[str, Found]], ...]] = {
    "west_2011": (
        ("prevalence", "all", "All", _WILSON),
        ("tests", "sites", "Sites", _CHI2),
        ("tests", "sites", "Sites, Yates’ correction", _YATES),
        ("tests", "sexes", "Women and men", _CHI2),
    ),
    "lloyd_evans_2014": tuple(
        ("table_3", row, f"{outcome}: {check}", columns)
        for row, outcome in (
            ("psychosis", "Psychosis symptoms"),
            ("quality", "Quality of life"),
            ("depression", "Depression and anxiety"),
            ("symptoms", "Overall symptoms"),
            ("recovery", "Recovery"),
            ("hope", "Hope"),
            ("empowerment", "Empowerment"),
        )
        for check, columns in (("SMD", _SMD), ("heterogeneity", _I2))
    ),
    "cochrane_cd010880": (
        ("differences", "bsi", "BSI, medium term", _difference("")),
        ("differences", "cgi_randomised", "CGI", _difference("randomised: ")),
        ("differences", "cgi_analysed", "CGI", _difference("analysed: ")),
    ),
    "hop_c": (
        ("age", "both", "Age", {"mean": ("combined_mean", "weighted", ""), "sd": ("combined_sd", "all-people", "")}),
    ),
    "pmc10949125": (
        ("table_3", "gad_7", "GAD-7", _HEDGES),
        ("table_3", "cbtsq", "CBTSQ", _HEDGES),
        ("table_3", "bnsg", "BNSG", {**_HEDGES, **_D_BOUNDS}),
        ("table_3", "promis_anger", "PROMIS-anger", _HEDGES),
    ),
    "pmc10908010": (
        *(("table_3", f"interaction_{row}", f"Interaction, row {row}", _ETA) for row in range(1, 5)),
        ("table_3", "within_arm", "Within an arm", _ETA),
    ),
}


def recompute_neighbour(published: Published) -> tuple[Result, ...]:
    """Return what the printed figures of a neighbouring study give for those beside them.

    Each is a range: what is printed is rounded, and so is what it is computed from.
    """
    with as_file(files("peereval.evidence").joinpath("printed", f"{published.name}.yaml")) as path:
        rows = check_printed(read_printed(path)).rows
    ranges = rows[["estimate", "conf_low", "conf_high"]].astype("float64").itertuples(index=False, name=None)
    keys = rows[["check", "figure", "reading", "quantity"]].itertuples(index=False, name=None)
    found = dict(zip(keys, ranges, strict=True))
    return (place_figures(published, dict(_placed(published, found))),)


def _placed(published: Published, found: Mapping[tuple[str, ...], Recomputed]) -> Iterator[tuple[Place, Recomputed]]:
    for table, row, check, columns in _CHECKS[published.name]:
        for column, (figure, reading, bound) in columns.items():
            key = (check, figure, reading, f"recomputed{bound}")
            if key in found:
                yield (table, row, column), found[key]
