"""How the control API writes things down."""

from dataclasses import asdict
from typing import Any

from qontak_line.simulator import chats, messages, people, quota, tokens
from qontak_line.simulator.accounts import Account
from qontak_line.simulator.chats import Chat
from qontak_line.simulator.people import Person
from qontak_line.simulator.platform import Platform


def account(platform: Platform, it: Account) -> dict[str, Any]:
    """With `channel_secret` and `channel_access_token` (null when revoked), ready to paste."""
    known = asdict(it)
    secret = known.pop("secret")
    return {
        **known,
        "channel_secret": secret,
        "channel_access_token": tokens.current(platform, it),
        "used": quota.used(platform, it),
    }


def person(platform: Platform, it: Person) -> dict[str, Any]:
    return {**asdict(it), "chats": [chat.chat_id for chat in chats.of_person(platform, it.user_id)]}


def chat(platform: Platform, it: Chat) -> dict[str, Any]:
    return {**asdict(it), "members": [member.user_id for member in chats.members(platform, it)]}


def phone_messages(platform: Platform, it: Account, chat_id: str) -> list[dict[str, Any]]:
    return [asdict(message) for message in messages.of_chat(platform, it, chat_id, latest=1000)]


def friendship(platform: Platform, it: Account, user_id: str) -> str:
    return people.friendship(platform, it, user_id)
