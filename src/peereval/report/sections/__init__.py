"""What each section of a report says, one file a section."""
