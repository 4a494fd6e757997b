"""An analysis run again from its manifest, and every number compared with the one that was written."""
