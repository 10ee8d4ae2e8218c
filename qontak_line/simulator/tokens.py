"""Channel access tokens of LINE's four kinds."""

import sqlite3

from qontak_line.simulator import accounts, identifiers
from qontak_line.simulator.accounts import Account
from qontak_line.simulator.platform import Platform

LIFETIME = {"long": None, "short": 30 * 86_400, "v2.1": 30 * 86_400, "stateless": 900}
"""Seconds; None never expires."""
NO_EXPIRY = 3_138_007_490
"""What LINE's verification gives as `expires_in` for a token that never expires (seconds, beyond 31 bits)."""


def issue(platform: Platform, account: Account, kind: str = "long", *, seconds: int | None = None) -> str:
    """A new token. A channel has one long-lived token, so a new one of that kind ends the one before."""
    if kind not in LIFETIME:
        raise ValueError(f"kind must be one of {', '.join(LIFETIME)}")
    token = identifiers.long_lived_token() if kind in ("long", "short") else identifiers.jwt_like_token()
    now = platform.clock.now()
    lifetime = LIFETIME[kind] if seconds is None else seconds
    with platform.store.transaction():
        if kind == "long":
            _revoke_long_lived(platform, account)
        platform.store.run(
            "insert into token values (?, ?, ?, ?, ?, null)",
            token,
            account.channel_id,
            kind,
            now,
            None if lifetime is None else now + lifetime * 1000,
        )
    return token


def current(platform: Platform, account: Account) -> str | None:
    """The long-lived token that LINE's console would show, if it was not revoked."""
    token = platform.store.value(
        "select token from token where channel_id = ? and kind = 'long' and revoked_at is null", account.channel_id
    )
    return str(token) if token else None


def revoke_all(platform: Platform, account: Account) -> None:
    platform.store.run(
        "update token set revoked_at = ? where channel_id = ? and revoked_at is null",
        platform.clock.now(),
        account.channel_id,
    )


def revoke(platform: Platform, account: Account, token: str) -> None:
    platform.store.run(
        "update token set revoked_at = ? where token = ? and channel_id = ?",
        platform.clock.now(),
        token,
        account.channel_id,
    )


def find(platform: Platform, token: str) -> sqlite3.Row | None:
    """The row of a token that was issued once, valid or not."""
    return platform.store.row("select * from token where token = ?", token)


def is_valid(platform: Platform, row: sqlite3.Row) -> bool:
    expires_at = row["expires_at"]
    return row["revoked_at"] is None and (expires_at is None or platform.clock.now() < expires_at)


def seconds_left(platform: Platform, row: sqlite3.Row) -> int:
    if row["expires_at"] is None:
        return NO_EXPIRY
    return int((row["expires_at"] - platform.clock.now()) // 1000)


def bearer(platform: Platform, token: str) -> Account | None:
    """The account that a valid token speaks for."""
    row = find(platform, token)
    return accounts.find(platform, row["channel_id"]) if row and is_valid(platform, row) else None


def _revoke_long_lived(platform: Platform, account: Account) -> None:
    platform.store.run(
        "update token set revoked_at = ? where channel_id = ? and kind = 'long' and revoked_at is null",
        platform.clock.now(),
        account.channel_id,
    )
