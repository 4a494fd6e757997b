"""peereval: statistics for longitudinal evaluations of peer-support programmes."""
