"""No child outlives the launcher: `python -m qontak_line.launcher.tether PID MODULE ARGUMENT...`"""

import ctypes
import os
import runpy
import signal
import sys
import threading
import time

PR_SET_PDEATHSIG = 1  # <linux/prctl.h>


def tether(parent: int) -> None:
    """End this process at once when `parent` (a process id) is gone.

    Linux tells us by a signal. That could have been missed before it was asked for, and other systems know no such
    signal, so a thread looks too.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        _end()
    threading.Thread(target=_watch, args=(parent,), name="tether", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    _end()


def _end() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main(parent: str, module: str, *arguments: str) -> None:
    """Run a module as `python -m` would, tethered. A SIGINT from the terminal is the launcher's to deal with."""
    tether(int(parent))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
