"""What a peer-support programme reaches, employs and costs, from published or its own figures."""
