"""Stage "load" of a study."""
