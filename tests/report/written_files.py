"""Files of a report made by hand: every byte says which report it is, and the manifest lists them."""

import json
from hashlib import sha256


def report_files(content):
    """Return files, some larger than a full disk of the tests has room for, the manifest last."""
    files = {"report.html": content.encode() * 1_000, "figures/forest.png": content.encode() * 20_000}
    listed = [{"path": path, "sha256": sha256(raw).hexdigest()} for path, raw in files.items()]
    return {**files, "manifest.json": json.dumps({"format": "peereval-report", "written": listed}).encode()}
