"""Drop-out by weights: those who came stand for those like them who did not; and completers."""
