"""The processes that die: `python -m tests.chaos.points.child` has imported the program, and forks for each order.

An order is a JSON line on stdin: `{"act", "given", "environ", "output", "result"}`. For each, a line tells the process
id of the child, and one more how it ended: `{"pid"}`, `{"pid", "exit"}` (minus the signal that killed it).
"""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import traceback
from pathlib import Path
from typing import Any

from qontak_line import failpoints
from qontak_line.app import create_app
from qontak_line.config import load
from tests.chaos.points import acts


def main() -> None:
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    rest = b""
    while True:
        ready, _, _ = select.select([0, woken], [], [])
        if woken in ready:
            os.read(woken, 1000)
            _tell_ended()
        if 0 in ready:
            read = os.read(0, 65536)
            if not read:
                return
            *lines, rest = (rest + read).split(b"\n")
            for line in lines:
                _fork(json.loads(line))


def _fork(order: dict[str, Any]) -> None:
    pid = os.fork()
    if pid == 0:
        _live(order)
    _tell(pid=pid)


def _tell_ended() -> None:
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        _tell(pid=pid, exit=os.waitstatus_to_exitcode(status))


def _tell(**what: int) -> None:
    print(json.dumps(what), flush=True)


def _live(order: dict[str, Any]) -> None:
    """Never comes back: whatever happens, nothing of the parent's is done in here."""
    status = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        _redirect(order["output"])
        os.environ.clear()
        os.environ.update(order["environ"])
        _act(order)
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def _act(order: dict[str, Any]) -> None:
    failpoints.arm()
    settings = load(os.environ, env_file=Path(os.devnull))
    act = getattr(acts, order["act"])
    if act in acts.BEFORE_THE_APP:
        found = act(settings, **order["given"])
    else:
        with create_app(settings).app_context():
            found = act(**order["given"])
    Path(order["result"]).write_text(json.dumps(found))


def _redirect(output: str) -> None:
    written = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for descriptor in (1, 2):
        os.dup2(written, descriptor)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)


if __name__ == "__main__":
    main()
