"""Webhook events as LINE writes them ("Webhook event objects"); unknown properties are left out, never null."""

from typing import Any

from qontak_line.simulator import identifiers, reply_tokens
from qontak_line.simulator.accounts import Account
from qontak_line.simulator.platform import Platform

Event = dict[str, Any]

ANSWERABLE = (
    "message",
    "messageEdited",
    "follow",
    "join",
    "memberJoined",
    "postback",
    "videoPlayComplete",
    "beacon",
    "accountLink",
    "membership",
)
"""Types that carry a reply token."""


def user_source(user_id: str) -> Event:
    return {"type": "user", "userId": user_id}


def source(chat_id: str, user_id: str | None = None) -> Event:
    """The source of an event in a one-to-one chat (its id is the user's), a group or a room."""
    if chat_id.startswith("U"):
        return user_source(chat_id)
    kind = "group" if chat_id.startswith("C") else "room"
    known_sender = {"userId": user_id} if user_id else {}
    return {"type": kind, f"{kind}Id": chat_id, **known_sender}


def event(
    platform: Platform,
    account: Account,
    kind: str,
    chat_id: str,
    *,
    user_id: str | None = None,
    answerable: bool | None = None,
    **fields: Any,
) -> Event:
    """One event of *kind* that happens now, with the fields of its own; it draws its reply token."""
    now = platform.clock.now()
    made: Event = {
        "type": kind,
        "mode": "active",
        "timestamp": now,
        "source": source(chat_id, user_id),
        "webhookEventId": identifiers.webhook_event_id(now),
        "deliveryContext": {"isRedelivery": False},
    }
    if kind in ANSWERABLE if answerable is None else answerable:
        made["replyToken"] = reply_tokens.issue(platform, account, chat_id)
    return {**made, **fields}
