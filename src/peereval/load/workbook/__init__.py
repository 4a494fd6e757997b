"""Sheets of workbooks, of Excel and of others."""
