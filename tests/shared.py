"""What is dear to make: made by the first process of a test run that asks, read by the others."""

import os
import pickle
from collections.abc import Mapping
from pathlib import Path

from filelock import FileLock


class Shared(Mapping):
    """Values by name, each made once in a run of all processes and kept as a file until it ends."""

    def __init__(self, folder, names, make):
        self.folder, self.names, self.make, self.held = folder, tuple(names), make, {}
        folder.mkdir(parents=True, exist_ok=True)

    def __getitem__(self, name):
        if name not in self.names:
            raise KeyError(name)
        if name not in self.held:
            kept = self.folder / f"{name}.pickle"
            with FileLock(f"{kept}.lock"):
                if not kept.exists():
                    kept.write_bytes(pickle.dumps(self.make(name)))
                self.held[name] = pickle.loads(kept.read_bytes())  # noqa: S301  (written by this run)
        return self.held[name]

    def __iter__(self):
        return iter(self.names)

    def __len__(self):
        return len(self.names)


def folder_of_run(tmp_path_factory, worker):
    """Return a folder that all processes of this test run see, whether it has one or several.

    The gate runs the tests in two parts, one after the other on the same commit, and names one folder for both.
    """
    if named := os.environ.get("PEEREVAL_TEST_RUN"):
        return Path(named)
    own = tmp_path_factory.getbasetemp()
    return (own if worker == "master" else own.parent) / "shared"
