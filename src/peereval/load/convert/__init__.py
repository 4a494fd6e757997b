"""From cells to numbers, dates and labels."""
