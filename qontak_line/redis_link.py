"""The way to Redis. Nothing true lies there, so nobody may wait for it: short patience, and a pause after a failure."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

T = TypeVar("T")

PATIENCE_S = 0.5
"""For connecting, and for an answer."""

PAUSE_S = 1.0
"""After a failure: so long everybody but one who tries is told at once that it is away."""

log = logging.getLogger(__name__)


class Away(Exception):
    """Redis did not answer in time, or just now. It names no address: that may hold a password."""


def connect(url: str, patience_s: float = PATIENCE_S, **options: Any) -> Any:
    """A client that opens its connections when it needs them.

    One that the other side has closed meanwhile is replaced once, at once; what took too long is not tried again.
    """
    return redis.Redis.from_url(
        url,
        socket_connect_timeout=PATIENCE_S,
        socket_timeout=patience_s,
        retry=Retry(NoBackoff(), 1, supported_errors=(redis.ConnectionError,)),
        **options,
    )


class RedisLink:
    """A client, and whether asking it makes sense just now. `what`: who asks, for the log."""

    def __init__(self, url: str, what: str, patience_s: float = PATIENCE_S, **options: Any) -> None:
        self.redis = connect(url, patience_s, **options)
        self._what = what
        self._lock = threading.Lock()
        self._is_away = False
        self._try_at = 0.0

    def ask(self, question: Callable[[Any], T]) -> T:
        """What `question` says of the client. Raises `Away`."""
        if self._is_away and not self._is_my_try():
            raise Away("failed a moment ago")
        try:
            answer = question(self.redis)
        except (redis.RedisError, OSError) as problem:
            self._failed(problem)
            raise Away(type(problem).__name__) from None
        if self._is_away:
            self._is_back()
        return answer

    @property
    def is_away(self) -> bool:
        return self._is_away

    def close(self) -> None:
        self.redis.close()

    def _is_my_try(self) -> bool:
        """One at a time finds out whether it is back."""
        with self._lock:
            if time.monotonic() < self._try_at:
                return False
            self._try_at = time.monotonic() + PAUSE_S
            return True

    def _failed(self, problem: Exception) -> None:
        with self._lock:
            was_away, self._is_away = self._is_away, True
            self._try_at = time.monotonic() + PAUSE_S
        if not was_away:
            log.warning("%s: Redis is away (%s)", self._what, type(problem).__name__)

    def _is_back(self) -> None:
        with self._lock:
            was_away, self._is_away = self._is_away, False
        if was_away:
            log.info("%s: Redis is back", self._what)
