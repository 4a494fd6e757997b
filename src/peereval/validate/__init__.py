"""Stage "validate" of a study."""
