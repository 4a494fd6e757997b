"""What each section of an analysis plan says, one file a section."""
