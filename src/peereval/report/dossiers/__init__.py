"""Dossiers as documents: published figures beside what was made of them."""
