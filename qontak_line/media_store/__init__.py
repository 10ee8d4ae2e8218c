"""Where files lie: a folder in `DATA_DIR`, or the S3 bucket that `MEDIA_URL` names. Knows bytes and keys alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol, cast

from flask import current_app

from qontak_line.config import Settings
from qontak_line.media_store.bucket import Bucket, StoreAway
from qontak_line.media_store.folder import Folder
from qontak_line.media_store.keys import new_key

__all__ = ["Bucket", "Folder", "MediaStore", "StoreAway", "media_store", "new_key"]


class MediaStore(Protocol):
    """`put` replaces, `get` gives None for what is not there, `delete` does not mind that; all raise `StoreAway`."""

    def put(self, key: str, content: bytes) -> None: ...

    def get(self, key: str) -> bytes | None: ...

    def delete(self, *keys: str) -> None: ...

    def older(self, folder: str, moment: datetime) -> Iterator[list[str]]:
        """The keys of a folder that were written before, some at a time."""

    def sweep(self) -> None:
        """Remove what interrupted writes left behind."""


def media_store() -> MediaStore:
    """The store of this app."""
    settings: Settings = current_app.config["SETTINGS"]
    if "media_store" not in current_app.extensions:
        made = Bucket(settings.media_url) if settings.media_url else Folder(settings.data_dir / "media")
        current_app.extensions.setdefault("media_store", made)
    return cast(MediaStore, current_app.extensions["media_store"])
