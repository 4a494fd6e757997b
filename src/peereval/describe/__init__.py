"""Stage "describe" of a study."""
