"""Stage "score" of a study."""
