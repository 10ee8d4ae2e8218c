"""Webhook keys → channels: what a webhook needs to know before its signature is checked, kept in memory for seconds.

Other processes notice a change after `SECONDS`; `journal` therefore looks once more whether the channel is still
connected.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import cast

from flask import current_app
from sqlalchemy import select

from qontak_line.crypto import Sealer, Unreadable
from qontak_line.db import db
from qontak_line.models import Channel, ChannelState

SECONDS = 5.0


@dataclass(frozen=True)
class Door:
    """An open channel; `bot_id` is our `destination`. A `secret` that can not be read is empty: nothing passes."""

    channel_id: int
    bot_id: str
    secret: str = field(repr=False)


class Doors:
    """The doors of one app that were asked for lately. Unknown keys are not remembered: there is no end of them."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[float, Door]] = {}
        self._changes = 0
        self._lock = threading.Lock()

    def find(self, key: str) -> Door | None:
        """The door of `key`; a connected or just being connected channel's."""
        if (kept := self.fresh(key)) is not None:
            return kept
        changes = self._changes
        door = _read(key)
        with self._lock:
            if door is None:
                self._known.pop(key, None)
            elif self._changes == changes:  # else it may be what was true before the change
                self._known[key] = (time.monotonic() + SECONDS, door)
        return door

    def fresh(self, key: str) -> Door | None:
        """The door of `key` if it was read a moment ago."""
        kept = self._known.get(key)
        return kept[1] if kept and kept[0] > time.monotonic() else None

    def is_known(self, key: str) -> bool:
        """Whether `key` was a channel's when it was looked up last."""
        return key in self._known

    def forget(self, channel_id: int) -> None:
        with self._lock:
            self._changes += 1
            self._known = {key: kept for key, kept in self._known.items() if kept[1].channel_id != channel_id}


def find(key: str) -> Door | None:
    """The open channel behind a webhook address, or None."""
    return _doors().find(key)


def fresh(key: str) -> Door | None:
    """The same, without asking the database; None when it would have to be asked."""
    return _doors().fresh(key)


def is_known(key: str) -> bool:
    """Without asking the database."""
    return _doors().is_known(key)


def forget(channel_id: int) -> None:
    """Call after a channel was disconnected or its secret changed: `on_commit(lambda: doors.forget(channel_id))`."""
    _doors().forget(channel_id)


def _doors() -> Doors:
    extensions = current_app.extensions
    return cast(Doors, extensions.get("doors") or extensions.setdefault("doors", Doors()))


def _read(key: str) -> Door | None:
    if not key.isascii() or not key.isprintable():
        return None  # PostgreSQL would not even look
    row = db.session.execute(
        select(Channel.id, Channel.line_bot_id, Channel.secret_sealed).where(
            Channel.webhook_key == key, Channel.state != ChannelState.DISCONNECTED
        )
    ).one_or_none()
    db.session.rollback()  # the connection goes back before the body is read
    return Door(row.id, row.line_bot_id, _unsealed(row.secret_sealed)) if row else None


def _unsealed(sealed: str | None) -> str:
    sealer: Sealer = current_app.extensions["sealer"]
    try:
        return sealer.unseal(sealed) if sealed else ""
    except Unreadable:
        return ""
