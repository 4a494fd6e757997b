"""Statistical disclosure control: what a report may say when it leaves the hospital."""
