"""Fault knobs: what goes wrong, where, and for how many calls."""

from collections.abc import Iterable
from dataclasses import dataclass

from qontak_line.simulator.accounts import Account
from qontak_line.simulator.fault_words import API_FAULTS, SENDING, TARGETS, WEBHOOK_FAULTS, WEBHOOKS
from qontak_line.simulator.platform import Platform

__all__ = ["API_FAULTS", "TARGETS", "WEBHOOKS", "WEBHOOK_FAULTS"]


@dataclass(frozen=True)
class Knob:
    id: int
    target: str
    fault: str
    value: float
    remaining: int | None


def turn(
    platform: Platform, account: Account, target: str, fault: str, *, value: float = 0, times: int | None = None
) -> None:
    """Set one knob for the next *times* calls, or until it is switched off. Raise ValueError for unknown words."""
    known = fault in WEBHOOK_FAULTS if target == WEBHOOKS else target in TARGETS and fault in API_FAULTS
    if not known:
        raise ValueError(f"There is no fault {fault!r} for {target!r}.")
    if value < 0 or (times is not None and times < 1):
        raise ValueError("A knob needs a value of 0 or more, and 1 or more times.")
    with platform.store.transaction():
        platform.store.run(
            "delete from knob where channel_id = ? and target = ? and fault = ?", account.channel_id, target, fault
        )
        platform.store.run(
            "insert into knob (channel_id, target, fault, value, remaining) values (?, ?, ?, ?, ?)",
            account.channel_id,
            target,
            fault,
            value,
            times,
        )


def switch_off(platform: Platform, account: Account, knob_id: int | None = None) -> None:
    """One knob, or all of the account."""
    if knob_id is None:
        platform.store.run("delete from knob where channel_id = ?", account.channel_id)
    else:
        platform.store.run("delete from knob where channel_id = ? and id = ?", account.channel_id, knob_id)


def every(platform: Platform, account: Account) -> list[Knob]:
    rows = platform.store.rows("select * from knob where channel_id = ? order by id", account.channel_id)
    return [Knob(row["id"], row["target"], row["fault"], row["value"], row["remaining"]) for row in rows]


def take(platform: Platform, account: Account, endpoint: str) -> dict[str, float]:
    """The faults for this one call, with their values; counts down those that are limited."""
    with platform.store.transaction():
        active = [knob for knob in every(platform, account) if _concerns(knob, endpoint)]
        for knob in active:
            _count_down(platform, knob)
    return {knob.fault: knob.value for knob in active}


def _concerns(knob: Knob, endpoint: str) -> bool:
    if WEBHOOKS in (knob.target, endpoint):
        return knob.target == endpoint
    targets: Iterable[str] = ("all", "send", endpoint) if endpoint in SENDING else ("all", endpoint)
    return knob.target in targets and endpoint in API_FAULTS[knob.fault].only


def _count_down(platform: Platform, knob: Knob) -> None:
    if knob.remaining is None:
        return
    if knob.remaining <= 1:
        platform.store.run("delete from knob where id = ?", knob.id)
    else:
        platform.store.run("update knob set remaining = remaining - 1 where id = ?", knob.id)
