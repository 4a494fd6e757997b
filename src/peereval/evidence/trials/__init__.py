"""Trials as figures: those that come with the package, or a user's table; what is doubtful about them."""
