"""Structures of the covariance of the visits of one participant, a family per file."""
