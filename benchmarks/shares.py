"""Where the time of a whole call goes."""

from collections.abc import Callable
from statistics import median

from cohorts import three_visits
from ours import Parts, measure_parts

SIZES = (400, 10_000, 100_000)


def describe_parts(seeds: int) -> str:
    """Return a table in Markdown: whole calls and their parts, with and without site effects."""
    lines = [
        "Medians in milliseconds; unstructured REML with Kenward-Roger of all coefficients, three groups.",
        "",
        "| participants | site effects | whole call | formula and frame | share | orthonormal columns | pass | fit |",
        "| --: | :-- | --: | --: | --: | --: | --: | --: |",
    ]
    for n in SIZES:
        few = seeds if n < 50_000 else min(seeds, 3)
        drawn = [three_visits(n, seed) for seed in range(1, few + 1)]
        lines += [_row(n, site, [measure_parts(frame, 15, site=site) for frame in drawn]) for site in (None, "site")]
    return "\n".join(lines)


def _row(participants: int, site: str | None, found: list[Parts]) -> str:
    def middle(value: Callable[[Parts], float]) -> float:
        return median(value(parts) for parts in found)

    effects = "site and site:visit" if site else "none"
    return (
        f"| {participants:,} | {effects} | {middle(lambda p: p.whole):.1f} | {middle(lambda p: p.formula):.1f} | "
        f"{middle(lambda p: p.formula / p.whole):.0%} | {middle(lambda p: p.orthonormal):.1f} | "
        f"{middle(lambda p: p.sums):.2f} | {middle(lambda p: p.fit):.2f} |"
    )
