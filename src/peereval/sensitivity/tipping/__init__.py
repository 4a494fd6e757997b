"""What missed visits would have to hold for the conclusion to turn."""
