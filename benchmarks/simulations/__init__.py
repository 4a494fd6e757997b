"""Simulated studies in which it is known what each analysis of bias should find."""
