"""What the reference models are called and say."""

from pathlib import Path

REFERENCE = Path(__file__).parent / "reference"
COHORTS = ("stigma_like", "small", "balanced")
FORMULA = "y ~ group * visit + age + sex + diagnosis"
