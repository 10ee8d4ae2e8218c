"""Whether we reach the contact: follow, unfollow, join and leave, of which the newest holds, whenever it comes.

Source: LINE's "Follow event", "Unfollow event", "Join event", "Leave event".
"""

from __future__ import annotations

from datetime import datetime

from qontak_line.actions.ingest.activity import note
from qontak_line.actions.ingest.arrival import Arrival
from qontak_line.actions.ingest.chat import Chat, open_chat
from qontak_line.actions.ingest.reply_token import keep_reply_token
from qontak_line.line.events import Event, FollowEvent, JoinEvent, LeaveEvent, UnfollowEvent
from qontak_line.models import EventState


def follow(arrival: Arrival, event: FollowEvent) -> EventState:
    chat = open_chat(arrival, event)
    if chat is None:
        return EventState.SKIPPED
    _note_follow(chat, event.occurred_at)
    return _change(arrival, chat, event, "unblocked" if event.is_unblocked else "followed", is_blocked=False)


def unfollow(arrival: Arrival, event: UnfollowEvent) -> EventState:
    return _change(arrival, open_chat(arrival, event), event, "unfollowed", is_blocked=True)


def join(arrival: Arrival, event: JoinEvent) -> EventState:
    return _change(arrival, open_chat(arrival, event), event, "joined", is_blocked=False)


def leave(arrival: Arrival, event: LeaveEvent) -> EventState:
    return _change(arrival, open_chat(arrival, event), event, "left", is_blocked=True)


def is_reachable(chat: Chat, event: Event) -> None:
    """Whoever writes has not blocked us, and a group that we hear has us in it."""
    _set(chat, event.occurred_at, is_blocked=False)


def _change(arrival: Arrival, chat: Chat | None, event: Event, activity: str, *, is_blocked: bool) -> EventState:
    if chat is None:
        return EventState.SKIPPED
    _set(chat, event.occurred_at, is_blocked=is_blocked)
    keep_reply_token(arrival, chat, event)
    note(arrival, chat, event, activity)
    return EventState.PROCESSED


def _set(chat: Chat, at: datetime, *, is_blocked: bool) -> None:
    """In the same millisecond the block holds, in whatever order the two come."""
    contact, before = chat.contact, chat.contact.reach_changed_at
    if before is None or before < at or (is_blocked and before == at):
        contact.is_blocked, contact.reach_changed_at = is_blocked, at


def _note_follow(chat: Chat, at: datetime) -> None:
    before = chat.contact.followed_at
    if before is None or before < at:
        chat.contact.followed_at = at
