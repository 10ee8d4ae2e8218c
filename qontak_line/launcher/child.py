"""Child processes of the launcher: modules of ours that end with it."""

import os
import subprocess
import sys

STOP_WITHIN = 2.0
"""Seconds that a child may take to end after SIGTERM."""


def tethered(module: str, *arguments: str) -> list[str]:
    """The command that runs a module as a child which does not outlive us."""
    return [sys.executable, "-m", "qontak_line.launcher.tether", str(os.getpid()), module, *arguments]


def ended(child: subprocess.Popen[bytes]) -> None:
    """End it, by force when it takes too long."""
    child.terminate()
    try:
        child.wait(STOP_WITHIN)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
