"""Whom and what an event speaks of, told from LINE's words alone: so that a batch can ask for all of it at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from qontak_line.line.events import (
    Event,
    MemberJoinedEvent,
    MemberLeftEvent,
    MessageEditedEvent,
    MessageEvent,
    UnsendEvent,
)
from qontak_line.line.sources import GroupSource, RoomSource, Source, UserSource
from qontak_line.models import ContactKind

LONGEST_ID = 64

_KINDS: dict[type[Source], ContactKind] = {
    UserSource: ContactKind.USER,
    GroupSource: ContactKind.GROUP,
    RoomSource: ContactKind.ROOM,
}


class Who(NamedTuple):
    """A contact by LINE's id."""

    channel_id: int
    external_id: str
    kind: ContactKind


def chat_of(channel_id: int, event: Event) -> Who | None:
    """None when the event has no place."""
    source = event.source
    kind = _KINDS.get(type(source)) if source else None
    if source is None or kind is None or source.chat_id is None or len(source.chat_id) > LONGEST_ID:
        return None
    return Who(channel_id, source.chat_id, kind)


def sender_of(channel_id: int, event: Event) -> Who | None:
    """Who acted in the chat; None when LINE does not say."""
    source = event.source
    if source is None or source.user_id is None or len(source.user_id) > LONGEST_ID:
        return None
    return Who(channel_id, source.user_id, ContactKind.USER)


def members_of(channel_id: int, event: MemberJoinedEvent | MemberLeftEvent) -> list[Who]:
    """Each once."""
    ids = dict.fromkeys(user_id for user_id in event.user_ids if len(user_id) <= LONGEST_ID)
    return [Who(channel_id, user_id, ContactKind.USER) for user_id in ids]


def people_of(channel_id: int, event: Event) -> Iterator[Who]:
    """All contacts of an event that has a place."""
    chat = chat_of(channel_id, event)
    if chat is None:
        return
    yield chat
    sender = sender_of(channel_id, event)
    if sender is not None:
        yield sender
    if isinstance(event, MemberJoinedEvent | MemberLeftEvent):
        yield from members_of(channel_id, event)


def message_of(event: Event) -> str | None:
    """LINE's id of the message that it brings, edits or takes back."""
    if isinstance(event, MessageEvent | MessageEditedEvent):
        return event.message.id
    return event.message_id if isinstance(event, UnsendEvent) else None
