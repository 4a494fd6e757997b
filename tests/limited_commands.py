"""Runs commands of the command line, each in a process of its own with limits; itself a program.

It reads a list of arguments a line from standard input, in JSON, and answers with a line of JSON:
exit code, what was printed, seconds of processor and megabytes used. The package is imported
once, and every command starts from there as a copy of this process.
"""

import json
import os
import resource
import signal
import sys
import tempfile
import time
from pathlib import Path

SECONDS, MEGABYTES = 20, 3_072


def serve():
    """Answer until nothing more is asked."""
    import pandera.pandas  # noqa: F401

    import peereval.checks.data
    import peereval.pipeline
    import peereval.plan.draft.write
    import peereval.report.render  # noqa: F401

    for line in sys.stdin:
        sys.stdout.write(json.dumps(run_limited(json.loads(line))) + "\n")
        sys.stdout.flush()


def run_limited(arguments):
    """Run one command and say how it ended; it is stopped after a time on the clock, too."""
    with tempfile.TemporaryFile() as printed:
        child = os.fork()
        if not child:
            _become_command(arguments, printed.fileno())
        status, usage = _wait(child)
        printed.seek(0)
        text = printed.read().decode("utf-8", errors="backslashreplace")
    code = os.waitstatus_to_exitcode(status)
    seconds = usage.ru_utime + usage.ru_stime
    return {"code": code, "printed": text, "seconds": seconds, "megabytes": usage.ru_maxrss / 1024}


def _wait(child):
    end = time.monotonic() + 2 * SECONDS
    while True:
        pid, status, usage = os.wait4(child, os.WNOHANG)
        if pid:
            return status, usage
        if time.monotonic() > end:
            os.kill(child, signal.SIGKILL)
            end += SECONDS
        time.sleep(0.01)


def _become_command(arguments, printed):
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_DATA, (MEGABYTES * 2**20, MEGABYTES * 2**20))
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(printed, 1)
    os.dup2(printed, 2)
    folder, *rest = arguments
    os.chdir(Path(folder))
    sys.argv = ["peereval", *rest]
    code = 99
    try:
        from peereval.__main__ import main

        main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    serve()
