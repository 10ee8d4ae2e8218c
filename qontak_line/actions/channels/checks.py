"""What is known about a channel's health: facts with particulars, kept as JSON in `channel.checks`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from qontak_line.models import Health


class CheckName(StrEnum):
    TOKEN = "token"  # noqa: S105 - a word, not a secret
    SECRET = "secret"  # noqa: S105
    ACCOUNT = "account"
    """Name, picture and basic id, as LINE knows them."""
    ONLY_HERE = "only_here"
    """The account was connected nowhere else."""
    ENDPOINT = "endpoint"
    """The webhook URL that is set at LINE is ours."""
    REACHED = "reached"
    """LINE's own test of the webhook reached us."""
    USE_WEBHOOK = "use_webhook"
    RESPONSE_MODE = "response_mode"
    QUOTA = "quota"


class Outcome(StrEnum):
    OK = "ok"
    TODO = "todo"
    """Somebody has to do something at LINE."""
    FAILED = "failed"
    UNKNOWN = "unknown"
    """LINE could not be asked."""


@dataclass(frozen=True)
class Check:
    """`particulars`: small JSON values, such as LINE's own words; never a secret or a token."""

    name: CheckName
    outcome: Outcome
    particulars: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {"check": self.name.value, "outcome": self.outcome.value, "particulars": self.particulars}


def from_json(kept: Iterable[dict[str, Any]]) -> dict[CheckName, Check]:
    """What the last health check found, by name; names that are no longer known are left out."""
    known = {name.value for name in CheckName}
    return {
        CheckName(one["check"]): Check(CheckName(one["check"]), Outcome(one["outcome"]), one.get("particulars", {}))
        for one in kept
        if one.get("check") in known
    }


def joined(before: dict[CheckName, Check], found: Iterable[Check]) -> list[Check]:
    """The new findings; what is not known now stays failed, or stays as it was when nobody asked."""
    fresh = {check.name: check for check in found}
    result = []
    for name in CheckName:
        new, old = fresh.get(name), before.get(name)
        if new is None or (new.outcome is Outcome.UNKNOWN and old is not None and old.outcome is Outcome.FAILED):
            new = old
        if new is not None:
            result.append(new)
    return result


def health_of(checks: Iterable[Check]) -> Health:
    """Red: token or secret refused, nothing works. Amber: something is to be done, or not known. Else green."""
    found = list(checks)
    if any(c.outcome is Outcome.FAILED and c.name in (CheckName.TOKEN, CheckName.SECRET) for c in found):
        return Health.RED
    if all(c.outcome is Outcome.OK for c in found):
        return Health.GREEN if found else Health.UNKNOWN
    return Health.AMBER
