"""Files that add columns to the people of other files."""
