"""What an author would write of each outcome, one file a kind of outcome."""
