"""Retry keys of accepted pushes, remembered for 24 hours (LINE's "Retry failed API request")."""

import json
from dataclasses import dataclass
from typing import Any

from qontak_line.simulator.accounts import Account
from qontak_line.simulator.platform import Platform

LIFETIME = 24 * 3_600_000
"""Milliseconds from the first request."""


@dataclass(frozen=True)
class Accepted:
    request_id: str
    sent_messages: list[dict[str, Any]]


def find(platform: Platform, account: Account, key: str) -> Accepted | None:
    """What was accepted under that key before, unless it is forgotten by now."""
    row = platform.store.row(
        "select * from retry_key where channel_id = ? and key = ? and first_at > ?",
        account.channel_id,
        key.lower(),
        platform.clock.now() - LIFETIME,
    )
    return Accepted(row["request_id"], json.loads(row["sent"])) if row else None


def remember(platform: Platform, account: Account, key: str, accepted: Accepted) -> None:
    platform.store.run(
        "insert or replace into retry_key values (?, ?, ?, ?, ?)",
        account.channel_id,
        key.lower(),
        platform.clock.now(),
        accepted.request_id,
        json.dumps(accepted.sent_messages),
    )
