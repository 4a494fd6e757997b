"""Exports of REDCap: events, choices, boxes, repeated instruments."""
