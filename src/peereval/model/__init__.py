"""Stage "model" of a study."""
