"""Stage "estimate" of a study."""
