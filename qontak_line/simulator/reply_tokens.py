"""Reply tokens: one use, within a minute of receiving the webhook (LINE's "Reply token")."""

from qontak_line.simulator import identifiers
from qontak_line.simulator.accounts import Account
from qontak_line.simulator.platform import Platform

LIFETIME = 60_000
"""Milliseconds after a webhook reached the bot."""
REDELIVERY_LIMIT = 20 * 60_000
"""Milliseconds after the event. A later redelivery does not refresh its reply token."""


def issue(platform: Platform, account: Account, chat_id: str) -> str:
    token = identifiers.reply_token()
    now = platform.clock.now()
    platform.store.run(
        "insert into reply_token values (?, ?, ?, ?, ?, null)", token, account.channel_id, chat_id, now, now
    )
    return token


def adopt(platform: Platform, account: Account, chats: dict[str, str], seconds: float) -> None:
    """Take tokens of somebody else's making (token → chat), good for so long: for who sends webhooks in our place."""
    event_at = platform.clock.now()
    fresh_at = event_at + int(seconds * 1000) - LIFETIME
    with platform.store.transaction():
        for token, chat_id in chats.items():
            platform.store.run(
                "insert into reply_token values (?, ?, ?, ?, ?, null)",
                token,
                account.channel_id,
                chat_id,
                event_at,
                fresh_at,
            )


def refresh(platform: Platform, token: str) -> None:
    """Start the minute again, because a webhook with this token is being delivered now."""
    now = platform.clock.now()
    platform.store.run(
        "update reply_token set fresh_at = ? where token = ? and event_at >= ?", now, token, now - REDELIVERY_LIMIT
    )


def chat_of(platform: Platform, account: Account, token: str) -> str | None:
    """The chat that a usable token answers; None for a used, expired, foreign or invented one."""
    row = platform.store.row("select * from reply_token where token = ? and channel_id = ?", token, account.channel_id)
    if row is None or row["used_at"] is not None or platform.clock.now() - row["fresh_at"] > LIFETIME:
        return None
    return str(row["chat_id"])


def use(platform: Platform, token: str) -> None:
    platform.store.run("update reply_token set used_at = ? where token = ?", platform.clock.now(), token)
