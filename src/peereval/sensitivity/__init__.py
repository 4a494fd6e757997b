"""Analyses that fit more than one model: what could bias the main result."""
