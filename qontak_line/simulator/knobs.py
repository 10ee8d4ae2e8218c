"""Fault knobs: what goes wrong, where, and for how many calls."""

from collections.abc import Iterable
from dataclasses import dataclass

from qontak_line.simulator.accounts import Account
from qontak_line.simulator.platform import Platform

WEBHOOKS = "webhooks"
SENDING = ("push", "reply")
ENDPOINTS = ("push", "reply", "validate", "profile", "content", "info", "settings", "quota", "chat", "oauth")
"""Groups of endpoints, as the API views name themselves."""
TARGETS = ("all", "send", *ENDPOINTS)


@dataclass(frozen=True)
class Fault:
    """`unit` says what the knob's value means; `only` restricts the endpoints that it makes sense for."""

    label: str
    unit: str = ""
    only: tuple[str, ...] = ENDPOINTS


API_FAULTS = {
    "slow": Fault("answer slowly", "seconds"),
    "error_before": Fault("500 before anything happens"),
    "error_after": Fault("500 although it was accepted"),
    "hang_before": Fault("hang before anything happens", "seconds"),
    "hang_after": Fault("hang after it was accepted", "seconds"),
    "reset_before": Fault("cut the connection before anything happens"),
    "reset_after": Fault("cut the connection after it was accepted"),
    "rate_limit": Fault("429 rate limit"),
    "monthly_limit": Fault("429 monthly limit", only=("push",)),
    "revoked_token": Fault(
        "401 as if the token were revoked", only=tuple(group for group in ENDPOINTS if group != "oauth")
    ),
    "forbidden": Fault(
        "403 not available for this account", only=tuple(group for group in ENDPOINTS if group != "oauth")
    ),
    "nonsense": Fault("200 with a page of HTML"),
    "redirect": Fault("302 to somewhere else"),
    "truncated": Fault("half an answer, then the connection ends"),
    "drip": Fault("answer one byte at a time", "seconds per byte"),
    "profile_missing": Fault("404 for profiles", only=("profile",)),
    "content_processing": Fault("202 content is still being prepared", only=("content",)),
    "content_gone": Fault("410 content is gone", only=("content",)),
}
WEBHOOK_FAULTS = {
    "duplicate": Fault("send every webhook twice"),
    "bad_signature": Fault("sign with a wrong secret"),
    "no_signature": Fault("leave the signature out"),
    "unknown_type": Fault("events of a type that nobody knows"),
    "unknown_fields": Fault("unknown extra fields"),
    "empty_events": Fault("empty events, the event is lost"),
    "batch": Fault("collect events into one webhook", "events"),
    "missing_user": Fault("leave the user id out"),
    "standby": Fault("standby mode, no reply token"),
    "late": Fault("deliver late, out of order", "seconds"),
}


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
