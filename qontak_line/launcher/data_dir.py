"""The data directory: made, proved writable, and held by one launcher at a time."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from qontak_line.launcher.refusal import Refusal

PATIENCE = 2.0
"""Seconds to wait for an earlier owner that was killed and whose processes are about to end."""


@contextmanager
def claimed(data_dir: Path) -> Iterator[Path]:
    """Hold the directory for the length of the block; it is made when missing, for our eyes only.

    The lock goes with the process, so that nothing has to be mended after a crash.
    """
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        held = os.open(data_dir / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        _prove_writable(data_dir)
    except OSError as problem:
        raise Refusal(f"DATA_DIR: {data_dir} is not writable ({problem.strerror})") from None
    try:
        _lock(held, data_dir)
        yield data_dir
    finally:
        os.close(held)


def _prove_writable(data_dir: Path) -> None:
    probe = data_dir / f".probe-{os.getpid()}"
    probe.write_bytes(b"written")
    probe.unlink()


def _lock(held: int, data_dir: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise Refusal(f"DATA_DIR: {data_dir} is in use by another running instance") from None
        time.sleep(0.05)
