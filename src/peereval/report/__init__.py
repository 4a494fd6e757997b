"""Stage "report" of a study."""
