"""The figures of dossiers."""
