"""Where a server of the tests lives, and as whom it runs: in a folder of its own, and never as root."""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

MEMORY = "/dev/shm"  # noqa: S108 - a folder of our own is made in it
ROOM = 500_000_000

ENVIRON = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"}


def make_home(kind: str, in_memory: bool) -> Path:
    """A new folder that only its server (and root) can enter; it goes when this process ends."""
    folder = Path(tempfile.mkdtemp(prefix=f"qontak_line-{kind}-", dir=MEMORY if in_memory and _has_room() else None))
    if owner := _owner():
        os.chown(folder, owner["user"], owner["group"])
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def begin(command: list[str], home: Path, at_our_death: str = "KILL") -> subprocess.Popen[bytes]:
    """Start a server; what it says goes to `home/log`.

    `at_our_death` is the signal that Linux sends it when the thread that called this is gone, so that a killed test
    run leaves no server behind: call it from a thread that lives as long as the server should.
    """
    if shutil.which("setpriv"):
        command = ["setpriv", f"--pdeathsig={at_our_death}", *command]
    with (home / "log").open("ab") as log:
        return subprocess.Popen(
            command,
            cwd=home,
            env=ENVIRON,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # a Ctrl-C at the terminal is for the tests
            **_owner(),
        )


def run(command: list[str], home: Path) -> None:
    """Run to the end as the server's user. Raises `RuntimeError` with what was said."""
    done = subprocess.run(command, cwd=home, env=ENVIRON, capture_output=True, text=True, check=False, **_owner())
    if done.returncode:
        raise RuntimeError(f"{command[0]}: {done.stdout}{done.stderr}")


@cache
def _owner() -> dict[str, Any]:
    """As whom subprocesses start when we are root, since PostgreSQL refuses to run as root; else as ourselves."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}
    raise LookupError("no user to run a server as")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def _has_room() -> bool:
    try:
        return shutil.disk_usage(MEMORY).free > ROOM
    except OSError:
        return False
