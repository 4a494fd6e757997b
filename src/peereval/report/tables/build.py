"""All tables of an analysis, in the order of the report, numbered."""

from collections.abc import Callable
from dataclasses import replace
from math import isnan

from peereval.report.labels import Labels
from peereval.report.table import Cell, Table
from peereval.report.tables.absences import absences_table, patterns_table, recruitment_table
from peereval.report.tables.answered import answered_table
from peereval.report.tables.attendance_weights import attendance_weights_table
from peereval.report.tables.attrition import attrition_table, retention_table, site_retention_table
from peereval.report.tables.bands import bands_table
from peereval.report.tables.baseline import baseline_table, spread_table
from peereval.report.tables.contrasts import change_contrasts_table, level_contrasts_table
from peereval.report.tables.dose import dose_table
from peereval.report.tables.effect import effect_size_table
from peereval.report.tables.events import observed_events_table
from peereval.report.tables.families import families_table
from peereval.report.tables.joint import joint_test_table
from peereval.report.tables.marginal import marginal_contrasts_table, marginal_means_table
from peereval.report.tables.means import adjusted_means_table, changes_table
from peereval.report.tables.missing import missing_assumptions_table, tipping_point_table
from peereval.report.tables.missing_information import missing_information_table
from peereval.report.tables.observed import distribution_table, observed_table
from peereval.report.tables.people import analysed_table, flow_table, sites_table
from peereval.report.tables.programme import (
    costs_beside_table,
    costs_table,
    leaving_table,
    posts_held_table,
    reach_table,
    staffing_table,
    totals_table,
)
from peereval.report.tables.record import files_table, findings_table, measures_table
from peereval.report.tables.reliability import items_table, reliability_table
from peereval.report.tables.residuals import residuals_table
from peereval.report.tables.responders import e_value_table, responders_table
from peereval.report.tables.sensitivity import sensitivity_table
from peereval.report.tables.sites import influence_table, leave_one_out_table, variance_components_table
from peereval.report.tables.subgroups import subgroup_tests_table, subgroups_table
from peereval.report.tables.survival import event_contrasts_table, survival_table
from peereval.report.tables.technical import coefficients_table, covariance_table, fit_table
from peereval.report.tables.timeline import exposure_table, timetable_table, timing_table
from peereval.report.tables.trends import parallel_trends_table, survivors_table
from peereval.report.tables.weighted_levels import weighted_levels_table
from peereval.report.tables.weights import balance_table, positivity_table, weights_table

MAKERS: tuple[Callable[[Labels], Table | None], ...] = (
    baseline_table,
    flow_table,
    recruitment_table,
    absences_table,
    attrition_table,
    retention_table,
    timing_table,
    exposure_table,
    observed_table,
    observed_events_table,
    bands_table,
    adjusted_means_table,
    changes_table,
    change_contrasts_table,
    families_table,
    effect_size_table,
    level_contrasts_table,
    joint_test_table,
    marginal_means_table,
    marginal_contrasts_table,
    survival_table,
    event_contrasts_table,
    reach_table,
    staffing_table,
    posts_held_table,
    leaving_table,
    costs_table,
    costs_beside_table,
    totals_table,
    sensitivity_table,
    balance_table,
    weights_table,
    weighted_levels_table,
    attendance_weights_table,
    missing_information_table,
    missing_assumptions_table,
    tipping_point_table,
    parallel_trends_table,
    survivors_table,
    leave_one_out_table,
    influence_table,
    subgroup_tests_table,
    subgroups_table,
    responders_table,
    e_value_table,
    dose_table,
    measures_table,
    analysed_table,
    patterns_table,
    sites_table,
    site_retention_table,
    timetable_table,
    spread_table,
    distribution_table,
    answered_table,
    reliability_table,
    items_table,
    positivity_table,
    coefficients_table,
    covariance_table,
    variance_components_table,
    fit_table,
    residuals_table,
    files_table,
    findings_table,
)


def with_hidden_note(labels: Labels, table: Table) -> Table:
    """Return a table with the note that says what its hidden figures are, where it has some."""
    if not any(number.hidden for number in table.numbers()):
        return table
    note = labels.say("disclosure.table_note", smallest=labels.study.smallest_cell)
    return replace(table, notes=(*table.notes, note))


def without_empty_columns(labels: Labels, table: Table) -> Table:
    """Return a table of an external report without the columns that it has no figure for."""
    if labels.analysis.provenance.get("audience") != "external":
        return table
    places = range(1, len(table.columns))
    rows = [row.cells for row in table.rows if row.role != "section"]
    kept = [0, *(place for place in places if any(_holds(cells[place]) for cells in rows if place < len(cells)))]
    columns = tuple(table.columns[place] for place in kept)
    cut = (tuple(row.cells[place] for place in kept if place < len(row.cells)) for row in table.rows)
    shown = tuple(replace(row, cells=cells) for row, cells in zip(table.rows, cut, strict=True))
    return replace(table, columns=columns, rows=shown)


def _holds(cell: Cell) -> bool:
    return bool(cell.text) or any(number.hidden or not isnan(number.value) for number in cell.numbers)


def build_tables(labels: Labels) -> tuple[Table, ...]:
    """Return every table that the results of an analysis can fill, numbered from 1.

    Parameters
    ----------
    labels
        The labels of the analysis, which carry the analysis itself.
    """
    made = [table for table in (make(labels) for make in MAKERS) if table is not None and table.rows]
    made = [with_hidden_note(labels, without_empty_columns(labels, table)) for table in made]
    return tuple(table.numbered(number) for number, table in enumerate(made, start=1))
