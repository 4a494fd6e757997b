"""Drafts: a study file and a codebook written from the user's own files, every guess marked as one."""
