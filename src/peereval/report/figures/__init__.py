"""Stage "report/figures" of a study."""
