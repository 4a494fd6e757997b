"""The table of the simulations, in Markdown and as a file of comma-separated values."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from simulations.cells import CELLS, Cell
from simulations.sums import FOLDER, Sums, read_chunks, total

RESULTS = FOLDER.parent
BAND = (0.935, 0.965)
HEADER = ("cell", "analysis", "sets", "refused", "truth", "bias", "bias_mcse", "sd", "mean_se", "coverage",
          "coverage_mcse", "nominal", "verdict")  # fmt: skip
READING = (Path(__file__).parent / "reading.md").read_text(encoding="utf-8")


def table_rows(cell: Cell) -> Iterator[tuple[object, ...]]:
    """Yield the rows of a cell that is there, as in `HEADER`."""
    truth = cell.truth()
    for title, sums in total(read_chunks(cell.name)).items():
        if not sums.sets:
            continue
        share = sums.coverage
        verdict = ("kept" if BAND[0] <= share <= BAND[1] else "missed") if title in cell.nominal else ""
        error = (share * (1.0 - share) / sums.sets) ** 0.5
        yield (cell.name, title, int(sums.sets), int(sums.refused), truth, sums.bias, sums.spread / sums.sets**0.5,
               sums.spread, sums.mean_std_error, share, error, title in cell.nominal, verdict)  # fmt: skip


def markdown() -> str:
    """Return the tables of all cells that are there."""
    lines = [READING.rstrip(), ""]
    for cell in CELLS.values():
        rows = list(table_rows(cell))
        if rows:
            lines += [f"## {cell.title} (`{cell.name}`)", "", f"Truth {rows[0][4]:.3f}.", "", *_table(rows), ""]
    return "\n".join(lines)


def _table(rows: list[tuple[object, ...]]) -> Iterator[str]:
    yield "| analysis | sets | bias (MC SE) | SD | mean SE | coverage, % (MC SE) | 93.5 to 96.5 |"
    yield "|---|---|---|---|---|---|---|"
    for _, title, sets, refused, _, bias, error, sd, se, share, share_error, _, verdict in rows:
        lost = f" ({refused} refused)" if refused else ""
        cover = f"{100 * float(str(share)):.1f} ({100 * float(str(share_error)):.1f})"
        yield f"| {title} | {sets}{lost} | {bias:+.4f} ({error:.4f}) | {sd:.4f} | {se:.4f} | {cover} | {verdict} |"


def write_table() -> str:
    """Write both tables beside the other results and return the Markdown."""
    text = markdown()
    (RESULTS / "simulations.md").write_text(text, encoding="utf-8")
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(HEADER)
    for cell in CELLS.values():
        for row in table_rows(cell):
            writer.writerow([f"{one:.6g}" if isinstance(one, float) else one for one in row])
    (RESULTS / "simulations.csv").write_text(file.getvalue(), encoding="utf-8")
    return text


def summary(sums: Sums) -> str:
    """Return the figures of an analysis in a line."""
    return (f"bias {sums.bias:+.4f}, SD {sums.spread:.4f}, mean SE {sums.mean_std_error:.4f}, "
            f"coverage {100 * sums.coverage:.1f} % of {sums.sets:.0f}")  # fmt: skip
