"""A child process that does one thing and ends."""

import subprocess
import threading
from collections.abc import Mapping

from qontak_line.launcher.child import ended, tethered


class Errand:
    """Runs `python -m MODULE` once; may be stopped from another thread."""

    def __init__(self, module: str, environ: Mapping[str, str]) -> None:
        self._command = tethered(module)
        self._environ = dict(environ)
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def is_stopped(self) -> bool:
        return self._stopping.is_set()

    def is_run_well(self) -> bool:
        """Run it to its end, and tell whether it ended with 0."""
        with self._lock:
            if self.is_stopped:
                return False
            self._child = subprocess.Popen(self._command, env=self._environ, stdin=subprocess.DEVNULL)
        return self._child.wait() == 0

    def stop(self) -> None:
        with self._lock:
            self._stopping.set()
        if self._child is not None:
            ended(self._child)
