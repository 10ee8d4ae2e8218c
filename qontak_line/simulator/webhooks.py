"""Webhooks on their way to the bot: queued in the state file, changed by the knobs, sent by :mod:`.sender`."""

import copy
import json
import sqlite3
from dataclasses import dataclass

from qontak_line.simulator import knobs
from qontak_line.simulator.accounts import Account
from qontak_line.simulator.events import Event
from qontak_line.simulator.platform import Platform

BATCH_PATIENCE = 2_000
"""Milliseconds after which an unfinished batch is sent as it is."""


@dataclass(frozen=True)
class Webhook:
    """`state` is held, waiting, delivered, failed or dropped (Use webhook was off)."""

    id: int
    channel_id: str
    events: list[Event]
    summary: str
    disguise: str
    state: str
    attempts: int
    made_at: int
    status: int | None
    reason: str | None


def emit(platform: Platform, account: Account, events: list[Event]) -> None:
    """Send these events to the account's webhook as one body, or as the knobs want it."""
    if not account.use_webhook or not account.webhook_url:
        reason = "Use webhook is off" if account.webhook_url else "no webhook URL"
        _insert(platform, account, events, state="dropped", reason=reason)
        return
    with platform.store.transaction(durable=True):
        faults = knobs.take(platform, account, knobs.WEBHOOKS)
        events = _distort(events, faults)
        if "batch" in faults:
            _add_to_batch(platform, account, events, int(faults["batch"]))
        else:
            for _ in range(2 if "duplicate" in faults else 1):
                _insert(platform, account, events, disguise=_disguise(faults), delay=int(faults.get("late", 0) * 1000))
    platform.webhooks_waiting.set()


def latest(platform: Platform, account: Account, count: int = 20) -> list[Webhook]:
    rows = platform.store.rows(
        "select * from webhook where channel_id = ? order by id desc limit ?", account.channel_id, count
    )
    return [read(row) for row in rows]


def send_again(platform: Platform, account: Account, webhook_id: int) -> None:
    """Redeliver by hand, whatever became of it before. Raise LookupError for an unknown id."""
    changed = platform.store.change(
        "update webhook set state = 'waiting', due_at = ?, attempts = max(attempts, 1) where id = ? and channel_id = ?",
        platform.clock.now(),
        webhook_id,
        account.channel_id,
    )
    if not changed:
        raise LookupError(f"There is no webhook {webhook_id}.")
    platform.webhooks_waiting.set()


def are_idle(platform: Platform, account: Account) -> bool:
    """Whether nothing is on its way any more."""
    return not platform.store.value(
        "select 1 from webhook where channel_id = ? and state in ('waiting', 'held')", account.channel_id
    )


def read(row: sqlite3.Row) -> Webhook:
    return Webhook(
        row["id"],
        row["channel_id"],
        json.loads(row["events"]),
        row["summary"],
        row["disguise"],
        row["state"],
        row["attempts"],
        row["made_at"],
        row["status"],
        row["reason"],
    )


def _insert(
    platform: Platform,
    account: Account,
    events: list[Event],
    *,
    state: str = "waiting",
    disguise: str = "",
    reason: str | None = None,
    delay: int = 0,
) -> None:
    now = platform.clock.now()
    platform.store.run(
        "insert into webhook (channel_id, events, summary, disguise, state, due_at, made_at, reason)"
        " values (?, ?, ?, ?, ?, ?, ?, ?)",
        account.channel_id,
        json.dumps(events),
        _summary(events),
        disguise,
        state,
        now + delay,
        now,
        reason,
    )


def _add_to_batch(platform: Platform, account: Account, events: list[Event], size: int) -> None:
    held = platform.store.row("select * from webhook where channel_id = ? and state = 'held'", account.channel_id)
    gathered = [*(json.loads(held["events"]) if held else []), *events]
    if held:
        platform.store.run("delete from webhook where id = ?", held["id"])
    full = len(gathered) >= size
    _insert(platform, account, gathered, state="waiting" if full else "held", delay=0 if full else BATCH_PATIENCE)


def _distort(events: list[Event], faults: dict[str, float]) -> list[Event]:
    if "empty_events" in faults:
        return []
    return [_distort_one(copy.deepcopy(event), faults) for event in events]


def _distort_one(event: Event, faults: dict[str, float]) -> Event:
    if "unknown_type" in faults:
        event["type"] = "somethingFromTomorrow"
    if "unknown_fields" in faults:
        event["fromTomorrow"] = {"level": 9, "list": [None, True]}
    if "missing_user" in faults:
        event.get("source", {}).pop("userId", None)
    if "standby" in faults:
        event["mode"] = "standby"
        event.pop("replyToken", None)
    return event


def _disguise(faults: dict[str, float]) -> str:
    return next((fault for fault in ("bad_signature", "no_signature") if fault in faults), "")


def _summary(events: list[Event]) -> str:
    """What the console shows: ``message:text, follow``."""
    return (
        ", ".join(
            f"{event['type']}:{event['message'].get('type')}" if "message" in event else str(event["type"])
            for event in events
        )
        or "no events"
    )
