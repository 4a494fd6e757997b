"""The checks of a study: what `check` prints, and what `analyze` asks before it starts."""
