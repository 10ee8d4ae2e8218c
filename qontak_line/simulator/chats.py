"""Groups and rooms: who is in them, and which one account was invited."""

import sqlite3
from dataclasses import dataclass

from qontak_line.simulator import identifiers, people
from qontak_line.simulator.accounts import Account
from qontak_line.simulator.people import Person
from qontak_line.simulator.platform import Platform

KINDS = ("group", "room")


@dataclass(frozen=True)
class Chat:
    chat_id: str
    kind: str
    name: str


def create(platform: Platform, kind: str, name: str, user_ids: list[str]) -> Chat:
    """A group, or a room (the older kind, which has no name). Raise ValueError for another kind."""
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}")
    chat = Chat(identifiers.group_id() if kind == "group" else identifiers.room_id(), kind, name)
    with platform.store.transaction():
        platform.store.run("insert into chat values (?, ?, ?)", chat.chat_id, kind, name)
        for user_id in user_ids:
            add_member(platform, chat, people.get(platform, user_id))
    return chat


def find(platform: Platform, chat_id: str) -> Chat | None:
    row = platform.store.row("select * from chat where chat_id = ?", chat_id)
    return _chat(row) if row else None


def get(platform: Platform, chat_id: str) -> Chat:
    """Raise LookupError for an unknown group or room."""
    chat = find(platform, chat_id)
    if chat is None:
        raise LookupError(f"There is no group or room {chat_id}.")
    return chat


def every(platform: Platform) -> list[Chat]:
    return [_chat(row) for row in platform.store.rows("select * from chat order by rowid")]


def of_person(platform: Platform, user_id: str) -> list[Chat]:
    return [
        _chat(row)
        for row in platform.store.rows(
            "select chat.* from chat join chat_member using (chat_id) where user_id = ? order by chat.rowid", user_id
        )
    ]


def members(platform: Platform, chat: Chat) -> list[Person]:
    rows = platform.store.rows("select user_id from chat_member where chat_id = ? order by rowid", chat.chat_id)
    return [people.get(platform, row["user_id"]) for row in rows]


def has_member(platform: Platform, chat: Chat, user_id: str) -> bool:
    return bool(
        platform.store.value("select 1 from chat_member where chat_id = ? and user_id = ?", chat.chat_id, user_id)
    )


def add_member(platform: Platform, chat: Chat, person: Person) -> None:
    platform.store.run("insert or ignore into chat_member values (?, ?)", chat.chat_id, person.user_id)


def remove_member(platform: Platform, chat: Chat, person: Person) -> None:
    platform.store.run("delete from chat_member where chat_id = ? and user_id = ?", chat.chat_id, person.user_id)


def has_account(platform: Platform, chat: Chat, account: Account) -> bool:
    return bool(
        platform.store.value(
            "select 1 from chat_account where chat_id = ? and channel_id = ?", chat.chat_id, account.channel_id
        )
    )


def add_account(platform: Platform, chat: Chat, account: Account) -> None:
    """Invite the account; raise ValueError when another one is there, since a chat holds only one."""
    present = platform.store.value("select channel_id from chat_account where chat_id = ?", chat.chat_id)
    if present not in (None, account.channel_id):
        raise ValueError("A group holds only one Official Account.")
    platform.store.run("insert or ignore into chat_account values (?, ?)", chat.chat_id, account.channel_id)


def remove_account(platform: Platform, chat: Chat, account: Account) -> None:
    platform.store.run(
        "delete from chat_account where chat_id = ? and channel_id = ?", chat.chat_id, account.channel_id
    )


def _chat(row: sqlite3.Row) -> Chat:
    return Chat(row["chat_id"], row["kind"], row["name"])
