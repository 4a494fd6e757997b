"""Checks at the level at which the group was assigned: one figure a site."""
