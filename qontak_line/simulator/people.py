"""LINE users, and what each of them is to an account: friend, blocked it, or neither."""

import sqlite3
from dataclasses import dataclass

from qontak_line.simulator import identifiers
from qontak_line.simulator.accounts import Account
from qontak_line.simulator.platform import Platform

WEEK = 7 * 86_400_000
"""Milliseconds. A push reaches somebody who is no friend within a week of their last own message."""


@dataclass(frozen=True)
class Person:
    user_id: str
    name: str
    language: str
    status_message: str


def create(
    platform: Platform, name: str, language: str = "id", status_message: str = "", *, user_id: str | None = None
) -> Person:
    person = Person(user_id or identifiers.user_id(), name, language, status_message)
    platform.store.run(
        "insert into person values (?, ?, ?, ?, ?)",
        person.user_id,
        name,
        language,
        status_message,
        platform.store.next_number("person"),
    )
    return person


def rename(platform: Platform, person: Person, name: str) -> None:
    platform.store.run("update person set name = ? where user_id = ?", name, person.user_id)


def find(platform: Platform, user_id: str) -> Person | None:
    row = platform.store.row("select * from person where user_id = ?", user_id)
    return _person(row) if row else None


def get(platform: Platform, user_id: str) -> Person:
    """Raise LookupError for an unknown user id."""
    person = find(platform, user_id)
    if person is None:
        raise LookupError(f"There is no person {user_id}.")
    return person


def every(platform: Platform) -> list[Person]:
    return [_person(row) for row in platform.store.rows("select * from person order by position")]


def friendship(platform: Platform, account: Account, user_id: str) -> str:
    """``friend``, ``blocked`` or ``none``."""
    state = platform.store.value(
        "select state from friendship where channel_id = ? and user_id = ?", account.channel_id, user_id
    )
    return str(state or "none")


def set_friendship(platform: Platform, account: Account, user_id: str, state: str) -> None:
    platform.store.run(
        "insert into friendship (channel_id, user_id, state) values (?, ?, ?)"
        " on conflict (channel_id, user_id) do update set state = excluded.state",
        account.channel_id,
        user_id,
        state,
    )


def note_message(platform: Platform, account: Account, user_id: str) -> None:
    """Remember that the person just wrote to the account in their own chat."""
    platform.store.run(
        "insert into friendship (channel_id, user_id, state, wrote_at) values (?, ?, 'none', ?)"
        " on conflict (channel_id, user_id) do update set wrote_at = excluded.wrote_at",
        account.channel_id,
        user_id,
        platform.clock.now(),
    )


def has_profile(platform: Platform, account: Account, user_id: str) -> bool:
    """Whether the account may read the profile: of friends, and of others who wrote to it; never of blockers."""
    row = _friendship(platform, account, user_id)
    return row is not None and (row["state"] == "friend" or (row["state"] == "none" and bool(row["wrote_at"])))


def is_reachable(platform: Platform, account: Account, user_id: str) -> bool:
    """Whether a push arrives on the person's phone."""
    row = _friendship(platform, account, user_id)
    if row is None or row["state"] == "blocked":
        return False
    return row["state"] == "friend" or bool(row["wrote_at"] and platform.clock.now() - row["wrote_at"] < WEEK)


def show_loading(platform: Platform, account: Account, user_id: str, until: int) -> None:
    """Let the person's phone show the loading animation until that time (milliseconds)."""
    platform.store.run(
        "update friendship set loading_until = ? where channel_id = ? and user_id = ?",
        until,
        account.channel_id,
        user_id,
    )


def is_loading(platform: Platform, account: Account, user_id: str) -> bool:
    row = _friendship(platform, account, user_id)
    return row is not None and platform.clock.now() < row["loading_until"]


def _friendship(platform: Platform, account: Account, user_id: str) -> sqlite3.Row | None:
    return platform.store.row(
        "select * from friendship where channel_id = ? and user_id = ?", account.channel_id, user_id
    )


def _person(row: sqlite3.Row) -> Person:
    return Person(row["user_id"], row["name"], row["language"], row["status_message"])
