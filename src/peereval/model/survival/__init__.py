"""Times to an event: survival curves, restricted means and hazards, with replicates without each site."""
