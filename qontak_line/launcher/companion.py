"""A child process beside the web server, kept alive: when it dies, it is started again."""

import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence

from qontak_line.launcher.child import ended, tethered
from qontak_line.launcher.patience import Patience


class Companion:
    """Runs `python -m MODULE ARGUMENT...`; only its standard error is shown.

    `on_given_up` is called, in a thread, when it dies again and again.
    """

    def __init__(
        self,
        module: str,
        arguments: Sequence[str],
        environ: Mapping[str, str],
        on_given_up: Callable[[], None],
    ) -> None:
        self._command = tethered(module, *arguments)
        self._environ = dict(environ)
        self._on_given_up = on_given_up
        self._stopping = threading.Event()
        self._child: subprocess.Popen[bytes] | None = None
        # The kernel's death signal follows the thread that started the child: this one lives as long as we do.
        self._keeper = threading.Thread(target=self._keep, name=f"keeper of {module}", daemon=True)

    def start(self) -> None:
        self._keeper.start()

    def stop(self) -> None:
        self._stopping.set()
        self._keeper.join(0.2)  # lets a start that is under way finish
        if self._child is not None:
            ended(self._child)

    def _keep(self) -> None:
        patience = Patience()
        while not self._stopping.is_set():
            self._child = subprocess.Popen(
                self._command, env=self._environ, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
            )
            self._child.wait()
            if self._stopping.is_set():
                return
            if not patience.is_left():
                self._on_given_up()
                return
            time.sleep(patience.pause)
