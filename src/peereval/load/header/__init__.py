"""From the header of a file to the columns that are read, and from wide to long."""
