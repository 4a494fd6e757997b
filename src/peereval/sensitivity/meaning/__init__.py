"""What a change means to people: thresholds, responders, numbers needed, dose, and what could explain it away."""
