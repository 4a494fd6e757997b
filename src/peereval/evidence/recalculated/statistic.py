"""A printed test statistic with its degrees of freedom: p, and the effect sizes that follow from it."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, model_validator

from peereval.evidence.recalculated import statistic_effects as effects
from peereval.evidence.recalculated.apa import read_sentence
from peereval.evidence.recalculated.candidates import Candidate, Statistic
from peereval.evidence.recalculated.cells import Bounds, Cell, Check, Given, Probability, Share, Size, read_figures
from peereval.evidence.recalculated.figures import Figure
from peereval.evidence.recalculated.ranges import Range, combine, exactly, range_of
from peereval.evidence.recalculated.sampling import one_sided, p_of_chi2, p_of_f, p_of_t, p_of_z

_DF = {"t": 1, "F": 2, "chi2": 1, "z": 0, "r": 1}


def _df(value: object) -> tuple[Figure, ...]:
    return read_figures([value] if isinstance(value, str) else value, lowest=0, bound=False)


class TestStatistic(Check):
    """A test statistic, by its keys or as the sentence that prints it."""

    __test__ = False  # not a test of this package
    text: str = ""
    """The printed sentence: F(2, 90) = 87.89, p < .001, ηp² = .66."""
    statistic: Literal["t", "F", "chi2", "z", "r"]
    """Which statistic."""
    value: Given
    """The printed statistic."""
    df: Annotated[tuple[Figure, ...], BeforeValidator(_df)] = ()
    """Its degrees of freedom: one, or two of F."""
    n: Size | None = None
    """The number of people, which r needs where it has no degrees of freedom, and phi."""
    p: Probability | None = None
    """The printed p."""
    sides: Literal["two", "one"] = "two"
    """Whether the table says that its p is one-sided."""
    partial_eta2: Share | None = None
    """The printed partial eta squared, of F or t."""
    eta2: Share | None = None
    """The printed eta squared: the partial one where there is one factor."""
    d: Cell | None = None
    """The printed Cohen's d, of t."""
    r2: Share | None = None
    """The printed r squared, of r as a share."""
    ci: Bounds | None = None
    """The printed interval of r."""
    phi: Share | None = None
    """The printed phi, of chi2 with n and one degree of freedom."""

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:  # noqa: ANN401  (pydantic's contract)
        if not isinstance(value, dict) or not isinstance(value.get("text"), str):
            return value
        found = read_sentence(value["text"])
        if both := sorted(found.keys() & value.keys()):
            raise ValueError(f"'{both[0]}' stands in 'text' already. Give it once.")
        return {**value, **found}

    @model_validator(mode="after")
    def _degrees(self) -> Self:
        wanted = _DF[self.statistic]
        if self.statistic == "r" and not self.df and self.n and self.n > 2:
            return self
        if len(self.df) != wanted:
            need = {0: "none", 1: f"one: {self.statistic}(62)", 2: "two: F(2, 90)"}[wanted]
            raise ValueError(f"{self.statistic} has {len(self.df)} degrees of freedom here and needs {need}.")
        if any(df.high <= 0 for df in self.df):
            raise ValueError("degrees of freedom are above 0.")
        if self.statistic == "r" and abs(self.value.value) > 1:
            raise ValueError(f"r is {self.value.text}; a correlation lies between -1 and 1.")
        if self.statistic in {"F", "chi2"} and self.value.value < 0:
            raise ValueError(f"{self.statistic} is {self.value.text}; it cannot be below 0.")
        return self

    def degrees(self) -> tuple[Range, ...]:
        """Return the degrees of freedom: exact where a whole number was printed."""
        if self.statistic == "r" and not self.df and self.n:
            return (exactly(float(self.n - 2)),)
        return tuple(exactly(df.value) if df.unit == 1 else range_of(df) for df in self.df)


def recompute_statistic(check: TestStatistic) -> Iterator[Statistic]:
    """Yield p and the effect sizes that follow from a test statistic."""
    if check.p:
        yield Statistic("p", (check.p,), tuple(_p_values(check)))
    yield from effects.recompute_effects(check)


def _p_values(check: TestStatistic) -> Iterator[Candidate]:
    value, df = range_of(check.value), check.degrees()
    shown: dict[str, object] = dict.fromkeys(("t", "z", "r", "q", "f"), check.value)
    shown |= {"df": df[0] if df else "", "df_2": df[1] if len(df) > 1 else ""}
    tail, formula = _tail(check, value, df)
    if check.statistic in {"F", "chi2"}:
        yield Candidate("upper-tail", (tail,), formula, shown, usual=True)
        yield Candidate("half-tail", (one_sided(tail),), f"{formula}_half", shown, usual=check.sides == "one")
        return
    yield Candidate("two-sided", (tail,), formula, shown, usual=check.sides == "two")
    yield Candidate("one-sided", (one_sided(tail),), f"{formula}_one", shown, usual=check.sides == "one")
    if check.statistic == "t":
        wider = Range(max(df[0].low - 0.5, 0.5), df[0].mid, df[0].high + 0.5)
        yield Candidate("rounded-df", (p_of_t(value, wider),), formula, shown)
        yield Candidate("normal", (p_of_z(value),), "p_z", shown)


def _tail(check: TestStatistic, value: Range, df: tuple[Range, ...]) -> tuple[Range, str]:
    """Return the two-sided p of t, z and r, the upper tail of F and chi2."""
    match check.statistic:
        case "t":
            return p_of_t(value, df[0]), "p_t"
        case "z":
            return p_of_z(value), "p_z"
        case "r":
            return p_of_t(combine(effects.t_of_r, _inside(value), df[0]), df[0]), "p_r"
        case "chi2":
            return p_of_chi2(_positive(value), df[0].mid), "p_chi2"
        case _:
            return p_of_f(_positive(value), df[0], df[1]), "p_f"


def _positive(value: Range) -> Range:
    return Range(max(value.low, 0.0), value.mid, value.high)


def _inside(value: Range) -> Range:
    return Range(max(value.low, -1.0), value.mid, min(value.high, 1.0))
