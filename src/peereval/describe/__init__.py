"""What the study looks like before any model: who is seen, who they are, what they answer."""
