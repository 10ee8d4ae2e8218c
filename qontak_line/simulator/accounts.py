"""LINE Official Accounts, each with one Messaging API channel: name, ids, secret, webhook and quota."""

import sqlite3
from dataclasses import dataclass

from qontak_line.simulator import identifiers
from qontak_line.simulator.platform import Platform

CHAT_MODES = ("bot", "chat")
QUOTA_TYPES = ("limited", "none")
MONTHLY_QUOTA = 200
"""Free messages of the smallest plan in Japan."""


@dataclass(frozen=True)
class Account:
    channel_id: str
    secret: str
    bot_user_id: str
    basic_id: str
    name: str
    webhook_url: str | None
    use_webhook: bool
    redelivery: bool
    chat_mode: str
    quota_type: str
    quota_value: int


def create(platform: Platform, name: str, *, use_webhook: bool = True, basic_id: str | None = None) -> Account:
    """A new account without a webhook URL and without a token."""
    channel_id = identifiers.channel_id()
    platform.store.run(
        "insert into account (channel_id, secret, bot_user_id, basic_id, name, use_webhook, quota_value)"
        " values (?, ?, ?, ?, ?, ?, ?)",
        channel_id,
        identifiers.channel_secret(),
        identifiers.user_id(),
        basic_id or identifiers.basic_id(),
        name,
        int(use_webhook),
        MONTHLY_QUOTA,
    )
    return get(platform, channel_id)


def find(platform: Platform, channel_id: str) -> Account | None:
    row = platform.store.row("select * from account where channel_id = ?", channel_id)
    return _account(row) if row else None


def get(platform: Platform, channel_id: str) -> Account:
    """Raise LookupError for an unknown channel id."""
    account = find(platform, channel_id)
    if account is None:
        raise LookupError(f"There is no channel {channel_id}.")
    return account


def every(platform: Platform) -> list[Account]:
    return [_account(row) for row in platform.store.rows("select * from account order by rowid")]


def rotate_secret(platform: Platform, account: Account) -> str:
    """Replace the channel secret; the old one is invalid at once."""
    secret = identifiers.channel_secret()
    platform.store.run("update account set secret = ? where channel_id = ?", secret, account.channel_id)
    return secret


def set_webhook_url(platform: Platform, account: Account, url: str | None) -> None:
    platform.store.run("update account set webhook_url = ? where channel_id = ?", url, account.channel_id)


def switch(platform: Platform, account: Account, *, use_webhook: bool, redelivery: bool) -> None:
    platform.store.run(
        "update account set use_webhook = ?, redelivery = ? where channel_id = ?",
        int(use_webhook),
        int(redelivery),
        account.channel_id,
    )


def set_chat_mode(platform: Platform, account: Account, mode: str) -> None:
    """``bot`` is chat Off, ``chat`` is chat On. Raise ValueError for another word."""
    if mode not in CHAT_MODES:
        raise ValueError(f"chat_mode must be one of {', '.join(CHAT_MODES)}")
    platform.store.run("update account set chat_mode = ? where channel_id = ?", mode, account.channel_id)


def _account(row: sqlite3.Row) -> Account:
    return Account(
        channel_id=row["channel_id"],
        secret=row["secret"],
        bot_user_id=row["bot_user_id"],
        basic_id=row["basic_id"],
        name=row["name"],
        webhook_url=row["webhook_url"],
        use_webhook=bool(row["use_webhook"]),
        redelivery=bool(row["redelivery"]),
        chat_mode=row["chat_mode"],
        quota_type=row["quota_type"],
        quota_value=row["quota_value"],
    )
