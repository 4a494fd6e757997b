"""What follows from printed figures, one file for a kind of table."""
