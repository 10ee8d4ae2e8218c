"""The accounts at LINE and who writes to them; some are friends, some chats are groups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.chaos.cast import ACCOUNTS
from tests.chaos.line import Line

FRIENDS = 6
"""Of each account; LINE tells their names and pictures."""
GROUP_SHARE = 3
"""One chat of so many is a group."""


@dataclass(frozen=True)
class Chat:
    """`speakers` are user ids; in a chat of two `chat_id` is the one speaker's."""

    chat_id: str
    speakers: tuple[str, ...]

    @property
    def is_group(self) -> bool:
        return self.chat_id.startswith("C")


@dataclass(frozen=True)
class Account:
    number: int
    organization: str
    channel_id: str
    bot_id: str
    secret: str
    token: str
    chats: tuple[Chat, ...]


def gather(line: Line, chats: int) -> tuple[Account, ...]:
    """Make the accounts and everybody who writes to them: `chats` in all."""
    return tuple(
        _open(line, number, name, organization, max(2, chats // len(ACCOUNTS)))
        for number, (name, organization) in enumerate(ACCOUNTS)
    )


def _open(line: Line, number: int, name: str, organization: str, chats: int) -> Account:
    made: dict[str, Any] = line.call("POST", "/accounts", name=name, use_webhook=False)
    path = f"/accounts/{made['channel_id']}"
    line.call("POST", path, quota_type="none")
    found = tuple(_chat(line, path, number, index) for index in range(chats))
    line.call("POST", path, use_webhook=True)
    return Account(
        number,
        organization,
        made["channel_id"],
        made["bot_user_id"],
        made["channel_secret"],
        made["channel_access_token"],
        found,
    )


def _chat(line: Line, account: str, number: int, index: int) -> Chat:
    person = _person(line, f"Orang {number}-{index}")
    if index < FRIENDS:
        line.call("POST", f"{account}/events", type="follow", user=person)
    if index % GROUP_SHARE != GROUP_SHARE - 1:
        return Chat(person, (person,))
    members = (person, _person(line, f"Teman {number}-{index}"))
    group = line.call("POST", "/chats", kind="group", name=f"Grup {number}-{index}", members=list(members))
    line.call("POST", f"{account}/events", type="join", user=person, chat=group["chat_id"])
    return Chat(group["chat_id"], members)


def _person(line: Line, name: str) -> str:
    return str(line.call("POST", "/people", name=name)["user_id"])
