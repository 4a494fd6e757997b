"""From items to scores: the keys of instruments and the rules that read them."""
