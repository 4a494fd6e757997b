"""Before the data: simulated studies, whose true effects are known."""
