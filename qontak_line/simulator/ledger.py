"""The truth about calls: each request that came, and each message that was accepted."""

import json
from dataclasses import asdict, dataclass
from typing import Any

from qontak_line.simulator.accounts import Account
from qontak_line.simulator.platform import Platform


@dataclass(frozen=True)
class Acceptance:
    """One accepted request. `delivered` is False when no phone shows it (blocked, no friend)."""

    kind: str
    channel_id: str
    chat_id: str
    retry_key: str | None
    request_id: str
    body_sha256: str
    messages: list[dict[str, Any]]
    sent_messages: list[dict[str, Any]]
    recipients: int
    delivered: bool
    accepted_at: int


def accept(platform: Platform, accepted: Acceptance) -> None:
    """Call inside the durable transaction that stores the messages."""
    platform.store.run(
        "insert into acceptance (channel_id, kind, chat_id, retry_key, request_id, body_sha256, messages, sent,"
        " recipients, delivered, accepted_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        accepted.channel_id,
        accepted.kind,
        accepted.chat_id,
        accepted.retry_key,
        accepted.request_id,
        accepted.body_sha256,
        json.dumps(accepted.messages),
        json.dumps(accepted.sent_messages),
        accepted.recipients,
        int(accepted.delivered),
        accepted.accepted_at,
    )


def append_to_file(platform: Platform, accepted: Acceptance) -> None:
    """Call after that transaction and before the answer leaves."""
    platform.ledger_file.append({**asdict(accepted), "entry": "acceptance"})


def acceptances(platform: Platform, account: Account, after: int = 0) -> list[dict[str, Any]]:
    """All accepted requests with an id above *after*, oldest first."""
    rows = platform.store.rows(
        "select * from acceptance where channel_id = ? and id > ? order by id", account.channel_id, after
    )
    return [
        {
            **dict(row),
            "messages": json.loads(row["messages"]),
            "sent": json.loads(row["sent"]),
            "delivered": bool(row["delivered"]),
        }
        for row in rows
    ]


def begin_request(
    platform: Platform, *, method: str, path: str, retry_key: str | None, body_sha256: str, request_id: str
) -> int:
    return platform.store.run(
        "insert into request (method, path, retry_key, body_sha256, request_id, started_at) values (?, ?, ?, ?, ?, ?)",
        method,
        path,
        retry_key,
        body_sha256,
        request_id,
        platform.clock.now(),
    )


def end_request(platform: Platform, number: int, *, account: Account | None, status: int) -> None:
    """A request without an end in the ledger was cut off (reset, hang, kill)."""
    platform.store.run(
        "update request set channel_id = ?, ended_at = ?, status = ? where id = ?",
        account.channel_id if account else None,
        platform.clock.now(),
        status,
        number,
    )
    row = platform.store.row("select * from request where id = ?", number)
    if row is not None:
        platform.ledger_file.append({**dict(row), "entry": "request"})


def assign_request(platform: Platform, number: int, account: Account) -> None:
    """Note whose request it is as soon as that is known."""
    platform.store.run("update request set channel_id = ? where id = ?", account.channel_id, number)


def requests(platform: Platform, account: Account | None = None, after: int = 0) -> list[dict[str, Any]]:
    """All requests of one account, or those that belong to none, oldest first."""
    rows = platform.store.rows(
        "select * from request where channel_id is ? and id > ? order by id",
        account.channel_id if account else None,
        after,
    )
    return [dict(row) for row in rows]


def request_counts(platform: Platform, account: Account) -> dict[str, int]:
    """How often each ``METHOD path`` was called; ids in paths are left as they came."""
    rows = platform.store.rows(
        "select method || ' ' || path as call, count(*) as calls from request where channel_id = ? group by call",
        account.channel_id,
    )
    return {row["call"]: row["calls"] for row in rows}


def latest_requests(platform: Platform, account: Account, count: int) -> list[dict[str, Any]]:
    """Newest first."""
    rows = platform.store.rows(
        "select * from request where channel_id = ? order by id desc limit ?", account.channel_id, count
    )
    return [dict(row) for row in rows]
