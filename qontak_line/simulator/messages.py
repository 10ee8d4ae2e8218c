"""Messages of both directions as the phones show them, with the bytes of media that people sent."""

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from qontak_line.simulator import identifiers
from qontak_line.simulator.accounts import Account
from qontak_line.simulator.platform import Platform

QUOTABLE = ("text", "textV2", "sticker", "image", "video", "template", "flex")
"""Kinds of message that get a quote token."""


@dataclass(frozen=True)
class Message:
    """`sender` is a user id, or None for the account; `body` is LINE's message object as sent or received."""

    position: int
    message_id: str
    channel_id: str
    chat_id: str
    sender: str | None
    body: dict[str, Any]
    quote_token: str | None
    mark_token: str | None
    sent_at: int
    delivered: bool
    edited_at: int | None
    unsent_at: int | None
    read_at: int | None

    @property
    def kind(self) -> str:
        return str(self.body.get("type", ""))


def next_id(platform: Platform) -> str:
    return identifiers.message_id(platform.clock.now(), platform.store.next_number("message"))


def keep(
    platform: Platform,
    account: Account,
    chat_id: str,
    sender: str | None,
    body: dict[str, Any],
    *,
    message_id: str,
    quote_token: str | None,
    mark_token: str | None = None,
    delivered: bool = True,
) -> None:
    """Store one message. What people write is read at once unless the account answers by hand (chat On)."""
    now = platform.clock.now()
    read_at = now if sender and account.chat_mode == "bot" else None
    platform.store.run(
        "insert into message (message_id, channel_id, chat_id, sender, body, quote_token, mark_token, sent_at,"
        " delivered, read_at, version) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        message_id,
        account.channel_id,
        chat_id,
        sender,
        json.dumps(body),
        quote_token,
        mark_token,
        now,
        int(delivered),
        read_at,
        next_version(platform),
    )


def attach(platform: Platform, message_id: str, media_type: str, data: bytes) -> None:
    platform.store.run("insert into content values (?, ?, ?)", message_id, media_type, data)


def content(platform: Platform, message_id: str) -> tuple[str, bytes] | None:
    """Media type and bytes, or None for a message without any."""
    row = platform.store.row("select media_type, data from content where message_id = ?", message_id)
    return (row["media_type"], row["data"]) if row else None


def find(platform: Platform, account: Account, message_id: str) -> Message | None:
    row = platform.store.row(
        "select * from message where message_id = ? and channel_id = ?", message_id, account.channel_id
    )
    return _message(row) if row else None


def find_quoted(platform: Platform, account: Account, quote_token: str) -> Message | None:
    row = platform.store.row(
        "select * from message where quote_token = ? and channel_id = ?", quote_token, account.channel_id
    )
    return _message(row) if row else None


def edit_text(platform: Platform, message: Message, body: dict[str, Any], quote_token: str) -> None:
    platform.store.run(
        "update message set body = ?, quote_token = ?, edited_at = ?, version = ? where message_id = ?",
        json.dumps(body),
        quote_token,
        platform.clock.now(),
        next_version(platform),
        message.message_id,
    )


def unsend(platform: Platform, message: Message) -> None:
    """Take the message back: nobody can fetch its bytes any more."""
    with platform.store.transaction():
        platform.store.run(
            "update message set unsent_at = ?, version = ? where message_id = ?",
            platform.clock.now(),
            next_version(platform),
            message.message_id,
        )
        platform.store.run("delete from content where message_id = ?", message.message_id)


def mark_as_read(platform: Platform, account: Account, mark_token: str) -> bool:
    """Mark that message and all before it in its chat as read; False for a token of nobody or another account."""
    row = platform.store.row(
        "select * from message where mark_token = ? and channel_id = ?", mark_token, account.channel_id
    )
    if row is None:
        return False
    mark_chat_as_read(platform, account, row["chat_id"], row["position"])
    return True


def mark_chat_as_read(platform: Platform, account: Account, chat_id: str, position: int) -> None:
    platform.store.run(
        "update message set read_at = ?, version = ? where channel_id = ? and chat_id = ? and position <= ?"
        " and sender is not null and read_at is null",
        platform.clock.now(),
        next_version(platform),
        account.channel_id,
        chat_id,
        position,
    )


def of_chat(platform: Platform, account: Account, chat_id: str, *, latest: int = 100) -> list[Message]:
    """The newest messages of one chat, oldest of them first."""
    rows = platform.store.rows(
        "select * from message where channel_id = ? and chat_id = ? order by position desc limit ?",
        account.channel_id,
        chat_id,
        latest,
    )
    return [_message(row) for row in reversed(rows)]


def version_of_chat(platform: Platform, account: Account, chat_id: str) -> int:
    """Grows whenever something in the chat changes."""
    return int(
        platform.store.value(
            "select max(version) from message where channel_id = ? and chat_id = ?", account.channel_id, chat_id
        )
        or 0
    )


def next_version(platform: Platform) -> int:
    return platform.store.next_number("version")


def _message(row: sqlite3.Row) -> Message:
    return Message(
        position=row["position"],
        message_id=row["message_id"],
        channel_id=row["channel_id"],
        chat_id=row["chat_id"],
        sender=row["sender"],
        body=json.loads(row["body"]),
        quote_token=row["quote_token"],
        mark_token=row["mark_token"],
        sent_at=row["sent_at"],
        delivered=bool(row["delivered"]),
        edited_at=row["edited_at"],
        unsent_at=row["unsent_at"],
        read_at=row["read_at"],
    )
