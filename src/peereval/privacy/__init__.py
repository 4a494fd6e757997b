"""Replaces identities by codes, and packs what may be sent when asking for help."""
