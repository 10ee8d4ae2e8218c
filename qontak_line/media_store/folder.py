"""Files below a folder of this machine.

A file is written beside its place, flushed to the disk and then renamed: it is there whole, or not at all.
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path

from qontak_line.failpoints import fail
from qontak_line.media_store.keys import AT_ONCE, checked

_PARTIAL_KEPT_S = 60 * 60


class Folder:
    """Files below a folder of this machine."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._partial = root / "partial"

    def put(self, key: str, content: bytes) -> None:
        place = self._place(key)
        place.parent.mkdir(parents=True, exist_ok=True)
        self._partial.mkdir(parents=True, exist_ok=True)
        partial = self._partial / secrets.token_hex(16)
        try:
            with partial.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            fail("media.written")
            partial.replace(place)
        finally:
            partial.unlink(missing_ok=True)
        _flush_folder(place.parent)
        fail("media.renamed")

    def get(self, key: str) -> bytes | None:
        try:
            return self._place(key).read_bytes()
        except FileNotFoundError:
            return None

    def delete(self, *keys: str) -> None:
        for key in keys:
            self._place(key).unlink(missing_ok=True)

    def older(self, folder: str, moment: datetime) -> Iterator[list[str]]:
        places = (self._root / folder).glob("*")
        while some := list(islice(places, AT_ONCE)):
            yield [f"{folder}/{place.name}" for place in some if _written_at(place) < moment.timestamp()]

    def sweep(self) -> None:
        for partial in self._partial.glob("*"):
            if time.time() - _written_at(partial) > _PARTIAL_KEPT_S:
                partial.unlink(missing_ok=True)

    def _place(self, key: str) -> Path:
        return self._root / checked(key)


def _written_at(place: Path) -> float:
    """Seconds since the epoch; a file that is gone counts as new."""
    try:
        return place.stat().st_mtime
    except FileNotFoundError:
        return time.time()


def _flush_folder(folder: Path) -> None:
    """So that the new name survives a power cut too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
