"""A fault plan: of each so many calls these go wrong, in an order that a seed decides.

Unlike a knob it holds for all accounts, and it is a deck of cards and no dice: in each full deck every fault lies as
often as was asked for, so that a long run has surely met all of them. The n-th call of a seed meets the same fault
again.
"""

import random
import threading
from collections import Counter
from collections.abc import Iterable, Mapping

from qontak_line.simulator.fault_words import API_FAULTS, ENDPOINTS, SENDING

REFUSE = "refuse"
"""The port closes for a while: whoever calls meanwhile finds nobody there."""
LARGEST_DECK = 10_000


class FaultPlan:
    """Without `faults` it does nothing.

    `faults`: how many of each `size` calls meet which fault; `values`: what the fault's value is (seconds), where it
    has one; `endpoints`: the groups of endpoints that it holds for.
    """

    def __init__(
        self,
        seed: int = 0,
        faults: Mapping[str, int] | None = None,
        *,
        size: int = 100,
        values: Mapping[str, float] | None = None,
        endpoints: Iterable[str] = SENDING,
    ) -> None:
        """Raise ValueError for unknown words and for more faults than calls."""
        self.seed, self.size, self.endpoints = seed, size, frozenset(endpoints)
        self._faults, self._values = dict(faults or {}), dict(values or {})
        _check(self._faults, self.size, self.endpoints)
        self._lock = threading.Lock()
        self._deck: list[str] = []
        self._decks = 0
        self.calls = 0
        self.struck: Counter[str] = Counter()

    def draw(self, endpoint: str) -> dict[str, float]:
        """What this call meets, with its value; often nothing."""
        if not self._faults or endpoint not in self.endpoints:
            return {}
        with self._lock:
            self.calls += 1
            if not self._deck:
                self._shuffle()
            fault = self._deck.pop()
            if not fault:
                return {}
            self.struck[fault] += 1
        return {fault: self._values.get(fault, 0)}

    def _shuffle(self) -> None:
        cards = [fault for fault, times in sorted(self._faults.items()) for _ in range(times)]
        self._deck = cards + [""] * (self.size - len(cards))
        random.Random(f"{self.seed}:{self._decks}").shuffle(self._deck)  # noqa: S311 # nosec B311 - repeatable, no secret
        self._decks += 1


def _check(faults: Mapping[str, int], size: int, endpoints: Iterable[str]) -> None:
    unknown = [fault for fault in faults if fault not in API_FAULTS and fault != REFUSE]
    if unknown or not set(endpoints) <= set(ENDPOINTS):
        raise ValueError(f"There is no fault {unknown[0]!r}." if unknown else "There is no such endpoint.")
    if not 0 < size <= LARGEST_DECK or min(faults.values(), default=0) < 0 or sum(faults.values()) > size:
        raise ValueError("A plan needs a size, and not more faults than that.")
