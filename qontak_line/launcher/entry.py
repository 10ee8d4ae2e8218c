"""What every command of the launcher shares: signals, and errors as one line."""

import signal
import sys
from collections.abc import Callable

from qontak_line.config import SettingError
from qontak_line.launcher.refusal import Refusal


def entered(command: Callable[[], bool]) -> int:
    """Run a command that tells whether it ended as asked.

    The exit status: 0 when it did, else 1, after one line that says why.
    """
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))  # until the web server takes the signals over
    try:
        return 0 if command() else 1
    except (Refusal, SettingError) as reason:
        print(f"qontak_line: {reason}", file=sys.stderr, flush=True)
        return 1
