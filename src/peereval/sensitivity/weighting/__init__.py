"""Weights for selection into the groups: scores, weights, balance, positivity, and contrasts that use them."""
