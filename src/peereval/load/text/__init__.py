"""Text tables: their encoding, separator and decimal mark, and their cells."""
