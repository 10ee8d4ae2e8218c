"""Who is in it: two companies, their staff and accounts, and words that must never be seen where they don't belong."""

from __future__ import annotations

from dataclasses import dataclass

PASSWORD = "a chaotic password"

CANARY = "kucing-emas"
"""Stands in every customer's message and every answer; must be in no log."""


@dataclass(frozen=True)
class Staff:
    username: str
    role: str
    organization: str


STAFF = (
    Staff("adi", "admin", "first"),
    Staff("sri", "supervisor", "first"),
    Staff("budi", "agent", "first"),
    Staff("ani", "admin", "second"),
    Staff("tono", "supervisor", "second"),
)
AGENTS = ("adi", "sri", "budi", "tono")
ADMINS = {"first": "adi", "second": "ani"}

ACCOUNTS = (("Kopi Timur", "first"), ("Kopi Barat", "first"), ("Batik Senja", "second"))
"""LINE accounts and who connects them; the second one is disconnected and connected again on the way."""
RESTLESS = 1


def organization_of(username: str) -> str:
    return next(person.organization for person in STAFF if person.username == username)
