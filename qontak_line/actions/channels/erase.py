"""Erase all that was said over a channel: every row that belongs to it, however far down, but not the channel."""

from __future__ import annotations

import logging
from functools import partial

from sqlalchemy import ColumnElement, Table, delete, or_, select

from qontak_line.db import Base, db, on_commit
from qontak_line.media_store import StoreAway, media_store
from qontak_line.models import Channel, Contact, Picture
from qontak_line.postgresql import unhurried

log = logging.getLogger(__name__)

_KEPT = frozenset({"channel", "audit_entry", "installation", "rejected_signature"})


def erase_conversations(channel: Channel) -> None:
    """Within a transaction: messages, deliveries, contacts, events, and whatever else hangs on one of these.

    Follows the foreign keys, so a new kind of row can not be forgotten. One that is only set to NULL owns nothing.
    """
    pictures = _pictures_of_nobody_else(channel.id)
    owned = _owned(channel.id)
    with unhurried(db.session()):
        for table in reversed(Base.metadata.sorted_tables):
            if table.name in owned:
                db.session.execute(delete(table).where(owned[table.name]))
    _forget(pictures)
    db.session.expire_all()


def _owned(channel_id: int) -> dict[str, ColumnElement[bool]]:
    """For each table that belongs to the channel: which of its rows do."""
    channels: Table = Base.metadata.tables["channel"]
    found: dict[str, ColumnElement[bool]] = {"channel": channels.c.id == channel_id}
    for table in Base.metadata.sorted_tables:
        ways = _ways_to_owner(table, found) if table.name not in _KEPT else []
        if ways:
            found[table.name] = or_(*ways)
    del found["channel"]
    return found


def _ways_to_owner(table: Table, owned: dict[str, ColumnElement[bool]]) -> list[ColumnElement[bool]]:
    ways: list[ColumnElement[bool]] = []
    for key in sorted(table.foreign_keys, key=lambda key: key.parent.name):
        owner = key.column.table
        if owner.name in owned and owner is not table and (key.ondelete or "").upper() != "SET NULL":
            ways.append(key.parent.in_(select(key.column).where(owned[owner.name])))
    return ways


def _pictures_of_nobody_else(channel_id: int) -> list[Picture]:
    """Pictures of the channel's contacts that no other contact and no channel shows."""
    own = select(Contact.picture_id).where(Contact.channel_id == channel_id)
    others = select(Contact.id).where(Contact.picture_id == Picture.id, Contact.channel_id != channel_id)
    channels = select(Channel.id).where(Channel.picture_id == Picture.id)
    lone = select(Picture).where(Picture.id.in_(own), ~others.exists(), ~channels.exists())
    return list(db.session.scalars(lone))


def _forget(pictures: list[Picture]) -> None:
    """Their rows now, their files once that is committed."""
    on_commit(partial(_erase_files, [picture.store_key for picture in pictures]))
    db.session.execute(delete(Picture).where(Picture.id.in_([picture.id for picture in pictures])))


def _erase_files(keys: list[str]) -> None:
    try:
        media_store().delete(*keys)
    except StoreAway:
        log.error("the media store is away; these files are nobody's now, delete them: %s", " ".join(keys))
