"""Listens to a Redis channel for as long as it lives, and knows when it hears nothing."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

import redis

from qontak_line.redis_link import connect

LISTEN_S = 1.0
DEAF_AFTER_S = 2.5
"""Redis is asked for a sign each second; without one for so long, it does not count as there."""
POLL_S = 2.5
"""How often those are told to look for themselves who cannot be told where."""

log = logging.getLogger(__name__)


class RedisEar:
    """`heard` is given each word. `missed` is called every few seconds while we are deaf, and when that is over."""

    def __init__(self, url: str, channel: str, heard: Callable[[bytes], None], missed: Callable[[], None]) -> None:
        self._redis = connect(url)
        self._channel = channel
        self._heard = heard
        self._missed = missed
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self.is_deaf = False

    def start(self) -> None:
        """Begin to listen, once."""
        with self._lock:
            if self._thread is None and not self._stop.is_set():
                self._thread = threading.Thread(target=self._run, name="redis ear", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """It ends by itself within `LISTEN_S`."""
        self._stop.set()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                with self._redis.pubsub() as pubsub:
                    pubsub.subscribe(self._channel)
                    self._listen(pubsub)
            except (redis.RedisError, OSError) as problem:
                if self._stop.is_set():
                    return
                if not self.is_deaf:
                    log.warning("looks of others: Redis is away (%s)", type(problem).__name__)
                self.is_deaf = True
                self._missed()
                self._stop.wait(POLL_S)

    def _listen(self, pubsub: Any) -> None:
        """Until we stop. Raises RedisError when Redis is gone or silent."""
        sign_at = time.monotonic()
        while not self._stop.is_set():
            said = pubsub.get_message(timeout=LISTEN_S)
            if said is not None:
                sign_at = time.monotonic()
                self._take(said)
            elif time.monotonic() - sign_at > DEAF_AFTER_S:
                raise redis.TimeoutError("silent")
            else:
                pubsub.ping()

    def _take(self, said: dict[str, Any]) -> None:
        if said["type"] == "subscribe":
            if self.is_deaf:
                log.info("looks of others: Redis is back")
            self.is_deaf = False
            self._missed()
        elif said["type"] == "message":
            try:
                self._heard(said["data"])
            except (ValueError, TypeError) as problem:
                log.warning("an odd look: %s", type(problem).__name__)
