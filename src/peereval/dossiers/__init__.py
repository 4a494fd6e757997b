"""Dossiers, one file each: what is gathered for it, from published figures and, where given, a study."""
