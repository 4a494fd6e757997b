"""Cells that study.yaml corrects."""
