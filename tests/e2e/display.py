"""A virtual screen: WebKitGTK has no headless mode."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def virtual_display() -> Iterator[None]:
    """One Xvfb, named in DISPLAY; it chooses a free number itself."""
    reader, writer = os.pipe()
    command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1400x1000x24", "-nolisten", "tcp"]
    before = os.environ.get("DISPLAY")
    with subprocess.Popen(command, pass_fds=[writer], stderr=subprocess.DEVNULL) as server:
        os.close(writer)
        try:
            with os.fdopen(reader) as told:
                os.environ["DISPLAY"] = ":" + told.readline().strip()
            yield
        finally:
            server.terminate()
            os.environ.pop("DISPLAY", None)
            if before is not None:
                os.environ["DISPLAY"] = before
