"""What every command of the launcher shares: signals, and errors as one line."""

import os
import resource
import signal
import sys
from collections.abc import Callable

from qontak_line.config import SettingError
from qontak_line.launcher.refusal import Refusal

OPEN_FILES = 4096
"""Every connection is an open file, and 1024, a common limit, is what the web server alone may hold."""


def entered(command: Callable[[], bool]) -> int:
    """Run a command that tells whether it ended as asked.

    The exit status: 0 when it did, else 1, after one line that says why.
    """
    os.umask(0o077)  # customers' words: what we and our children write is for its owner alone
    _allow_open_files(OPEN_FILES)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))  # until the web server takes the signals over
    try:
        return 0 if command() else 1
    except (Refusal, SettingError) as reason:
        print(f"qontak_line: {reason}", file=sys.stderr, flush=True)
        return 1


def _allow_open_files(wanted: int) -> None:
    """For us and our children; as far as the system lets us."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
