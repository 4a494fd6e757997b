"""Times to an event of a study: how they are counted, who is left out, what a reader sees."""

import pandas as pd
import pytest

import peereval as pe
from peereval.errors import DataError, StudyFileError
from peereval.estimate.event_times import read_event_times
from peereval.estimate.model_table import model_table
from peereval.estimate.study_survival import model_event_time
from peereval.report.disclosure.known import Known
from peereval.report.disclosure.mask_events import mask_event_contrasts
from peereval.report.disclosure.rules import DROPPED, RULES
from peereval.report.figures.survival import draw_survival
from peereval.report.labels import Labels
from peereval.report.numbers import cell_text
from peereval.report.tables.survival import event_contrasts_table, survival_table
from peereval.results import Analysis
from peereval.score.asked import choose_outcomes
from small_study import CODEBOOK, HEADER, STUDY, rows, write_small_study

STUDY = STUDY.replace("site: service}", "site: service, visit_date: day}").replace(
    "model:", "  job: {column: hired, type: time-to-event, label: {en: First job, fr: Premier emploi}}\n"
    "  leaving: {type: time-to-event, event: leaving}\nmodel:"
)  # fmt: skip
CODEBOOK += "  - {name: day, type: date}\n  - {name: hired, type: date}\n"
DAYS = {"T0": "2014-01-01", "T6": "2014-07-01", "T12": "2015-01-01"}
HIRED = {
    "P000": "2014-03-01",  # counted, 59 days after the first visit
    "P001": "2013-12-01",  # before the first visit
    "P002": "2015-06-01",  # after the last visit
    "P003": "2014-01-01",  # on the day of the first visit
}


def with_days(hired=HIRED):
    """Return rows in which everybody comes at T0, and people by their number to T6 and T12."""
    made = []
    for i in range(40):
        for visit in ("T0", "T6", "T12")[: 1 + (i % 3 if i > 3 else 2)]:
            day = hired.get(f"P{i:03d}", "2014-02-10" if i % 5 == 0 else "")
            score = f"{4 + (7 * i % 13) / 6 + (5 * i + 3 * int(visit[1:])) % 7 / 10:.2f}"
            who = [f"P{i:03d}", f"S{i % 6}", ("témoin", "1")[i % 2]]
            made.append([*who, visit, str(30 + i), score, DAYS[visit], day])
    return made


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    path = write_small_study(tmp_path_factory.mktemp("events"), data=with_days(), study=STUDY, codebook=CODEBOOK,
                             header=[*HEADER, "day", "hired"])  # fmt: skip
    study = pe.read_study(path)
    frame, _ = model_table(pe.check_data(study).scored.frame, study)
    return study, frame


def test_months_are_counted_from_the_first_visit_to_the_event_or_the_last_visit(read):
    found = read_event_times(read[1], read[0], "job")
    people = found.rows.set_index("participant")
    assert people.loc["P000", "months"] == pytest.approx(59 / (365.25 / 12))
    assert people.loc["P000", "event"] == 1.0
    assert "P001" not in people.index
    assert (people.loc["P002", "event"], people.loc["P002", "months"]) == (0.0, pytest.approx(365 / (365.25 / 12)))
    assert (people.loc["P003", "event"], people.loc["P003", "months"]) == (1.0, 0.0)
    counts = {one.rule: one.count for one in found.findings}
    late = {f"P{i:03d}" for i in range(4, 40) if i % 5 == 0 and i % 3 == 0}  # seen at T0 only, hired in February
    assert counts == {"event-before": 1, "event-late": 1 + len(late)}
    assert (people.loc[sorted(late), "event"] == 0.0).all()
    assert all(one.message("fr") for one in found.findings)


def test_leaving_comes_at_the_first_visit_missed_for_good(read):
    people = read_event_times(read[1], read[0], "leaving").rows.set_index("participant")
    once, twice, whole = (people.loc[name] for name in ("P006", "P007", "P008"))
    assert (once["months"], once["event"]) == (6.0, 1.0)
    assert (twice["months"], twice["event"]) == (12.0, 1.0)
    assert (whole["months"], whole["event"]) == (12.0, 0.0)


def test_up_to_an_earlier_visit_later_ones_do_not_count(tmp_path):
    study = STUDY.replace("event: leaving", "event: leaving, until: T6")
    path = write_small_study(
        tmp_path, data=with_days(), study=study, codebook=CODEBOOK, header=[*HEADER, "day", "hired"]
    )
    read = pe.read_study(path)
    frame, _ = model_table(pe.check_data(read).scored.frame, read)
    people = read_event_times(frame, read, "leaving").rows
    assert people["months"].max() == 6.0
    assert people["event"].sum() == sum(i % 3 == 0 for i in range(4, 40))


def test_the_results_are_those_of_the_frame_door(read):
    study, frame = read
    made, found = model_event_time(frame, study, "leaving")
    assert [one.kind for one in made] == ["measure", "survival", "survival_curve", "hazard_ratio", "restricted_mean"]
    assert found == ()
    people = read_event_times(frame, study, "leaving").rows
    alone = pe.hazard_ratio(people, time="months", event="event", group="group", reference="control",
                            covariates=["age"], site="site")  # fmt: skip
    pd.testing.assert_frame_equal(made[3].rows, alone.rows)
    assert made[4].method["horizon"] == 12.0


def test_an_event_nobody_has_is_a_finding(read):
    study, frame = read
    made, found = model_event_time(frame.assign(hired=pd.NaT), study, "job")
    assert "hazard_ratio" not in {one.kind for one in made}
    assert [one.rule for one in found] == ["event-not-estimated"]
    assert "had the event" in found[0].message("en")


@pytest.fixture(scope="module")
def results(read):
    study, frame = read
    return tuple(one for name in ("job", "leaving") for one in model_event_time(frame, study, name)[0])


def test_tables_hold_curves_and_contrasts(read, results):
    labels = Labels(Analysis(read[0], (), {}, results))
    table = survival_table(labels)
    texts = [[cell_text(cell, column.layout, "en") for cell, column in zip(row.cells, table.columns, strict=False)]
             for row in table.rows]  # fmt: skip
    assert texts[0] == ["First job"]
    assert [row[0] for row in texts[1:4]] == ["0", "6", "12"]
    assert texts[5][:4] == ["0", "20", "0", "1.00"]
    assert len(event_contrasts_table(labels).rows) == 4
    figure, data = draw_survival(labels)
    assert len(figure.axes) == 2
    steps = data[(data["measure"] == "leaving") & (data["quantity"] == "survival") & (data["group"] == "control")]
    assert steps["time"].tolist() == [0.0, 6.0, 12.0]
    assert steps["estimate"].is_monotonic_decreasing


def test_of_an_external_report_only_contrasts_of_enough_events_stay(results):
    ratio = next(one for one in results if (one.kind, one.outcome) == ("hazard_ratio", "leaving"))
    events = ratio.method["least_events"]
    enough, few = (Known({}, frozenset(), frozenset(), smallest, None) for smallest in (events, events + 1))
    kept = mask_event_contrasts(ratio, enough)
    assert "least_events" not in kept.method
    assert kept.rows["estimate"].to_numpy() == pytest.approx(ratio.rows["estimate"].to_numpy(), rel=5e-3)
    assert mask_event_contrasts(ratio, few) is None
    assert {"survival", "survival_curve"} <= set(DROPPED)
    assert RULES["restricted_mean"].kept == {"difference in restricted mean"}


def test_one_outcome_can_be_asked_for(read):
    study, _ = read
    assert choose_outcomes(study, (), ["leaving"]) == ((), ("leaving",))
    assert choose_outcomes(study, (), None) == ((), ("job", "leaving"))
    with pytest.raises(DataError, match="Did you mean 'leaving'"):
        choose_outcomes(study, (), ["leavin"])


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (", visit_date: day}", "}", "counts from the day of the first visit. Add 'visit_date'"),
        ("event: leaving", "event: leaving, until: T0", "'until' is 'T0', which is no visit after the first: T6, T12"),
        ("event: leaving", "event: leaving, column: hired", "read off the visits. Remove 'column'"),
        ("event: leaving", "event: leaving, primary: true", "is a secondary one here"),
        ("event: leaving", "event: left", "needs 'instrument' with 'items', or a 'column'"),
        ("column: hired", "column: age", "'age' holds no days by the codebook"),
        ("column: hired", "column: hire", "'hire' is not in the codebook"),
        ("column: score,", "column: score, until: T6,", "'until' goes with 'type: time-to-event'"),
    ],
)
def test_keys_that_cannot_be_are_refused(tmp_path, old, new, words):
    path = write_small_study(tmp_path, data=rows(), study=STUDY.replace(old, new), codebook=CODEBOOK)
    with pytest.raises(StudyFileError, match=words):
        pe.read_study(path)
