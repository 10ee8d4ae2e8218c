"""How much happens in a run."""

from __future__ import annotations

from dataclasses import dataclass, field

DECK = {
    "error_before": 6,
    "error_after": 6,
    "rate_limit": 4,
    "hang_after": 1,
    "reset_before": 2,
    "reset_after": 2,
    "truncated": 2,
    "nonsense": 1,
    "redirect": 1,
    "drip": 1,
    "refuse": 1,
}
"""What becomes of each 200 requests that send: 3 % 5xx before and after acceptance, 2 % 429, 0.5 % hang, …"""
SMALL_DECK = {fault: (times + 1) // 2 for fault, times in DECK.items()}
"""Of each 100, for runs with fewer answers."""
VALUES = {"hang_after": 12.0, "hang_before": 12.0, "drip": 0.02, "refuse": 0.8}
"""Seconds; the app gives up reading after ten."""


@dataclass(frozen=True)
class Profile:
    """`events` at `rate` a second; `answers` at most; `kills` by SIGKILL, in all; `drain` in seconds.

    `deck` faults for each `deck_size` requests that send. `stop_seconds`: from and to, of a SIGSTOP.
    """

    name: str
    events: int
    rate: float
    answers: int
    kills: int
    chats: int = 24
    stops: int = 1
    stop_seconds: tuple[float, float] = (9.0, 10.0)
    terms: int = 1
    locks: int = 2
    lock_seconds: float = 2.5
    outages: int = 2
    disconnects: int = 1
    long_outages: int = 1
    drain: float = 90.0
    deck: dict[str, int] = field(default_factory=DECK.copy)
    deck_size: int = 200
    values: dict[str, float] = field(default_factory=VALUES.copy)


PROFILES = {
    "ci": Profile("ci", events=2_000, rate=50, answers=300, kills=10, deck=SMALL_DECK, deck_size=100),
    "full": Profile(
        "full",
        events=10_000,
        rate=50,
        answers=1_500,
        kills=50,
        chats=60,
        stops=4,
        stop_seconds=(5.0, 20.0),
        terms=4,
        locks=4,
        outages=6,
        disconnects=2,
        long_outages=1,
        drain=240.0,
    ),
    "soak": Profile(
        "soak",
        events=60_000,
        rate=33,
        answers=10_000,
        kills=150,
        chats=120,
        stops=20,
        stop_seconds=(5.0, 20.0),
        terms=20,
        locks=20,
        outages=20,
        disconnects=5,
        drain=300.0,
    ),
    "mutant": Profile(
        "mutant",
        events=400,
        rate=45,
        answers=140,
        kills=3,
        chats=12,
        stops=0,
        terms=0,
        locks=0,
        outages=0,
        disconnects=0,
        long_outages=0,
        drain=14.0,
        deck={**DECK, "error_before": 12, "error_after": 14, "reset_after": 6, "hang_after": 0, "refuse": 0, "drip": 0},
        deck_size=100,
        values={**VALUES, "hang_before": 3.0, "hang_after": 3.0},
    ),
}
