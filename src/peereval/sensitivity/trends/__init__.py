"""Parallel trends: what a difference in change assumes of them."""
