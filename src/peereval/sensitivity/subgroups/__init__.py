"""Subgroups: whether the difference in change depends on who people are, and what it is within each category."""
