"""Reads the study of a folder and prints what came of it; run as a program of its own, with its limits set.

Usage: python hostile.py FOLDER. Prints JSON: the rules of the errors, the number of rows, seconds and megabytes used.
"""

import json
import resource
import sys
from pathlib import Path


def most_memory():
    """Return the most megabytes held; getrusage would count what the parent held before this program began."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def main(folder):
    """Read, and print what was used."""
    resource.setrlimit(resource.RLIMIT_DATA, (3 * 2**30, 3 * 2**30))
    resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
    from peereval.load.read import read_data
    from peereval.study import read_study

    before = resource.getrusage(resource.RUSAGE_SELF)
    data = read_data(read_study(Path(folder) / "study.yaml"))
    after = resource.getrusage(resource.RUSAGE_SELF)
    used = {
        "errors": sorted({finding.rule for finding in data.findings if finding.severity == "error"}),
        "rows": len(data.frame),
        "seconds": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        "megabytes": most_memory(),
    }
    sys.stdout.write(json.dumps(used))


if __name__ == "__main__":
    main(sys.argv[1])
