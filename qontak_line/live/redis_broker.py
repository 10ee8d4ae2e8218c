"""The broker across processes and machines: Redis pub/sub carries the word, each process tells its own streams."""

from __future__ import annotations

import json
import logging
import threading
import time
from typing import Any

import redis

from qontak_line.live.broker import LocalBroker, Stream

log = logging.getLogger(__name__)

CHANNEL = "qontak_line:look"


class RedisBroker:
    """Publishes to Redis, and to this process's streams at once, so that Redis being away costs the others alone."""

    def __init__(self, url: str) -> None:
        self._local = LocalBroker()
        self._redis: Any = redis.Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2)
        self._listener: threading.Thread | None = None
        self._lock = threading.Lock()
        self._me = str(id(self)) + str(time.time_ns())

    def publish(self, organization_id: int, look: str) -> None:
        self._local.publish(organization_id, look)
        try:
            self._redis.publish(CHANNEL, json.dumps([self._me, organization_id, look]))
        except redis.RedisError as problem:
            log.warning("look not published: %s", type(problem).__name__)

    def open(self, organization_id: int) -> Stream:
        with self._lock:
            if self._listener is None:
                self._listener = threading.Thread(target=self._listen, name="redis-looks", daemon=True)
                self._listener.start()
        return self._local.open(organization_id)

    def close(self, organization_id: int, stream: Stream) -> None:
        self._local.close(organization_id, stream)

    def count(self) -> int:
        return self._local.count()

    def end(self) -> None:
        self._local.end()

    def _listen(self) -> None:
        while True:
            try:
                with self._redis.pubsub(ignore_subscribe_messages=True) as pubsub:
                    pubsub.subscribe(CHANNEL)
                    while True:
                        told = pubsub.get_message(timeout=1.0)
                        if told is not None:
                            sender, organization_id, look = json.loads(told["data"])
                            if sender != self._me:
                                self._local.publish(int(organization_id), str(look))
            except (redis.RedisError, ValueError) as problem:
                log.warning("looks interrupted: %s", type(problem).__name__)
                time.sleep(1)
