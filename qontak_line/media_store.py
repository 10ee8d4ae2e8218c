"""Where files lie: a folder in `DATA_DIR`, or the S3 bucket that `MEDIA_URL` names. Knows bytes and keys, nothing else.

A local file is written beside its place, flushed to the disk and then renamed: it is there whole, or not at all.
"""

from __future__ import annotations

import os
import re
import secrets
import time
from pathlib import Path
from typing import Protocol, cast
from urllib.parse import urlsplit

import obstore
from flask import current_app
from obstore.exceptions import NotFoundError
from obstore.store import S3Store

from qontak_line.config import Settings
from qontak_line.failpoints import fail

_KEY = re.compile(r"[a-z]+/[0-9a-f]{32}(\.[a-z0-9]{1,5})?")
_PARTIAL_KEPT_S = 60 * 60


class MediaStore(Protocol):
    """`put` replaces, `get` gives None for what is not there, `delete` does not mind that."""

    def put(self, key: str, content: bytes) -> None: ...

    def get(self, key: str) -> bytes | None: ...

    def delete(self, key: str) -> None: ...

    def sweep(self) -> None:
        """Remove what interrupted writes left behind."""


def new_key(folder: str, ending: str) -> str:
    """An unguessable key, such as `pictures/0f…9a.webp`."""
    return f"{folder}/{secrets.token_hex(16)}.{ending}"


def media_store() -> MediaStore:
    """The store of this app."""
    settings: Settings = current_app.config["SETTINGS"]
    if "media_store" not in current_app.extensions:
        made = Bucket(settings.media_url) if settings.media_url else Folder(settings.data_dir / "media")
        current_app.extensions.setdefault("media_store", made)
    return cast(MediaStore, current_app.extensions["media_store"])


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

    def delete(self, key: str) -> None:
        self._place(key).unlink(missing_ok=True)

    def sweep(self) -> None:
        for partial in self._partial.glob("*"):
            try:
                if time.time() - partial.stat().st_mtime > _PARTIAL_KEPT_S:
                    partial.unlink(missing_ok=True)
            except FileNotFoundError:
                continue

    def _place(self, key: str) -> Path:
        return self._root / _checked(key)


class Bucket:
    """Objects in an S3-compatible bucket; endpoint and keys by the usual `AWS_…` names."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._store = S3Store(parts.netloc, prefix=parts.path.strip("/") or None)

    def put(self, key: str, content: bytes) -> None:
        obstore.put(self._store, _checked(key), content)

    def get(self, key: str) -> bytes | None:
        try:
            return bytes(obstore.get(self._store, _checked(key)).bytes())
        except (NotFoundError, FileNotFoundError):
            return None

    def delete(self, key: str) -> None:
        obstore.delete(self._store, _checked(key))

    def sweep(self) -> None:
        """Nothing to do: an object appears whole."""


def _checked(key: str) -> str:
    if not _KEY.fullmatch(key):
        raise ValueError("no key of ours")
    return key


def _flush_folder(folder: Path) -> None:
    """So that the new name survives a power cut too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
