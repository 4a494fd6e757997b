"""From traits to answers: items drawn so that the scores carry the traits."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from peereval.plan.world import ITEM_NOISE, RATING_NOISE, TRAITS
from peereval.score.instruments import Instrument
from peereval.score.keyfile import read_instrument


@dataclass(frozen=True, slots=True, eq=False)
class Questionnaire:
    """The items of an instrument in the simulation: their columns, traits and difficulty.

    An item is the trait plus its shift plus normal noise, cut at the half points between
    two responses; reversed items are turned afterwards.
    """

    instrument: Instrument
    columns: tuple[str, ...]
    traits: tuple[int, ...]
    shifts: np.ndarray
    noise: float

    @property
    def cuts(self) -> np.ndarray:
        """The half points between neighbouring responses."""
        responses = self.instrument.responses
        return np.arange(responses.minimum, responses.maximum) + 0.5


def questionnaires() -> tuple[Questionnaire, ...]:
    """Return the instruments of the simulated study: ISMI-29, WHOQOL-BREF and one rating (EGF)."""
    ismi, quality, rating = (read_instrument(name) for name in ("ismi29", "whoqol_bref", "gaf"))
    owner = {item: score for score in quality.default_scores for item in quality.items_of(score)}
    owner |= {1: "psychological", 2: "physical"}
    return (
        _questionnaire(ismi, "ISMI{:02d}", ["stigma"] * ismi.items),
        _questionnaire(quality, "QV{}", [owner[item] for item in range(1, quality.items + 1)]),
        Questionnaire(rating, ("egf",), (TRAITS.index("functioning"),), np.zeros(1), RATING_NOISE),
    )


def _questionnaire(instrument: Instrument, pattern: str, traits: Sequence[str]) -> Questionnaire:
    items = range(1, instrument.items + 1)
    # Harder and easier items, in an order that mixes them over the subscales.
    shifts = np.linspace(-0.4, 0.4, instrument.items)[np.argsort([(7 * item) % 31 for item in items])]
    columns = tuple(pattern.format(item) for item in items)
    return Questionnaire(instrument, columns, tuple(TRAITS.index(trait) for trait in traits), shifts, ITEM_NOISE)


def draw_answers(rng: np.random.Generator, traits: np.ndarray) -> pd.DataFrame:
    """Return the answers to all items, none missing: one row per row of traits, one column per item."""
    return pd.concat([_draw(rng, traits, one) for one in questionnaires()], axis="columns")


def _draw(rng: np.random.Generator, traits: np.ndarray, asked: Questionnaire) -> pd.DataFrame:
    felt = traits[:, list(asked.traits)] + asked.shifts
    felt = felt + rng.normal(scale=asked.noise, size=felt.shape)
    low, high = asked.instrument.responses.minimum, asked.instrument.responses.maximum
    answers = pd.DataFrame(low + np.searchsorted(asked.cuts, felt), columns=list(asked.columns))
    turned = [asked.columns[item - 1] for item in asked.instrument.reversed]
    return answers.assign(**{column: low + high - answers[column] for column in turned})
