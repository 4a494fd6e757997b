"""Outcomes that are no continuous score: marginal models, weighted for attendance."""
