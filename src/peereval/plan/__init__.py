"""Stage "plan" of a study."""
