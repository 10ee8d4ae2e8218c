"""Disconnect a channel, in one transaction: its secret and token are erased, what was queued fails visibly."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update

from qontak_line.actions import audit, doors, tell
from qontak_line.actions.channels.erase import erase_conversations
from qontak_line.actions.deliver.stop import fail_queued
from qontak_line.actions.traces import wipe_traces
from qontak_line.db import db, now, on_commit, rows_changed
from qontak_line.failpoints import fail
from qontak_line.models import Channel, ChannelState, Health, User

_ERASED: dict[str, Any] = {
    "secret_sealed": None,
    "secret_hint": "",
    "token_sealed": None,
    "token_expires_at": None,
    "health": Health.UNKNOWN,
    "checks": [],
    "last_error": None,
    "last_error_at": None,
}


def disconnect(channel: Channel, by: User, *, erase: bool = False) -> bool:
    """Within a transaction. False when it was disconnected already: then nothing happens.

    LINE has no call to take a webhook URL back; from now on the old one is answered like an unknown key. A message that
    is being sent at this moment may still arrive, and is recorded. `erase`: its conversations go too.
    """
    if not _end(channel.id):
        return False
    fail("disconnect.ended")
    on_commit(lambda: fail("disconnect.committed"))
    db.session.refresh(channel)
    fail_queued(channel)
    audit.record(
        channel.organization_id,
        "channel:disconnected",
        by,
        channel_id=channel.id,
        name=channel.name,
        basic_id=channel.basic_id,
        erased=erase,
    )
    if erase:
        erase_conversations(channel)
        fail("disconnect.erased")
    tell.look(channel.organization_id, "channels", "everything")
    channel_id = channel.id
    on_commit(lambda: doors.forget(channel_id))
    on_commit(wipe_traces)
    fail("disconnect.before_commit")
    return True


def _end(channel_id: int) -> bool:
    ended = rows_changed(
        db.session(),
        update(Channel)
        .where(Channel.id == channel_id, Channel.state != ChannelState.DISCONNECTED)
        .values(state=ChannelState.DISCONNECTED, disconnected_at=now(), **_ERASED)
        .execution_options(synchronize_session=False),
    )
    return bool(ended)
