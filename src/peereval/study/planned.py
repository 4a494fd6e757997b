"""The keys of study.yaml that only the analysis plan says: the sample size and the words of the protocol."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from peereval.yaml_model import Keys, Text, Texts, mapped

People = Annotated[int, Field(ge=1)]


class SampleSize(Keys):
    """How many people are planned, and from which assumptions; written down here, computed elsewhere."""

    groups: Annotated[dict[str, People], BeforeValidator(mapped)] = Field(default_factory=dict)
    """Planned number of people, by group."""
    text: Text | None = None
    """How the number was found, in a sentence or two: printed word for word."""
    assumptions: Texts = ()
    """What it assumes: difference, standard deviation, correlation, drop-out, size of the services, power."""


class ProtocolKeys(Keys):
    """What the analysis plan says in the researcher's own words, printed word for word.

    Whatever is left out is listed in the plan as still to be decided.
    """

    registration: Text | None = None
    """Registry and number of the study, such as a ClinicalTrials.gov number."""
    version: Text | None = None
    """Version of the plan."""
    objective: Text | None = None
    """The question of the study."""
    population: Text | None = None
    """Who can take part: the population that the result is about."""
    treatment: Text | None = None
    """What the group compared receives."""
    comparison: Text | None = None
    """What the reference group receives."""
    intercurrent_events: Annotated[dict[str, Text], BeforeValidator(mapped)] = Field(default_factory=dict)
    """Events after inclusion that change what is measured, each with how it is handled, such as death: ..."""
    interim: Text | None = None
    """Interim analyses and rules for stopping, or that there are none."""
    responsible: Texts = ()
    """Who wrote the plan and who will do the analysis."""
