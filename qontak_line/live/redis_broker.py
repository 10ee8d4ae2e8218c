"""The broker across processes and machines: Redis pub/sub carries the word, each process tells its own streams.

While this process hears nothing from Redis its streams are told to look at everything every few seconds, and once
more when Redis is back: what was said meanwhile is seen all the same.
"""

from __future__ import annotations

import json
import secrets
from functools import partial
from typing import Any

from qontak_line.live.broker import EVERYTHING, LocalBroker, Stream
from qontak_line.live.redis_ear import RedisEar
from qontak_line.redis_courier import Courier, Parcel
from qontak_line.redis_link import RedisLink

CHANNEL = "qontak_line:look"


class RedisBroker:
    """Publishes to this process's streams at once, and to the others through a courier: nobody waits for Redis."""

    def __init__(self, url: str) -> None:
        self._local = LocalBroker()
        self._courier = Courier(RedisLink(url, "looks"))
        self._ear = RedisEar(url, CHANNEL, self._heard, lambda: self._local.publish_to_all(EVERYTHING))
        self._me = secrets.token_hex(8)

    def publish(self, organization_id: int, look: str) -> None:
        self._local.publish(organization_id, look)
        word = partial(_say, json.dumps([self._me, organization_id, look]))
        self._courier.send((organization_id, look), Parcel(word, lambda: self._owe(organization_id)))

    def open(self, organization_id: int) -> Stream:
        stream = self._local.open(organization_id)
        self._ear.start()
        return stream

    def close(self, organization_id: int, stream: Stream) -> None:
        self._local.close(organization_id, stream)

    def count(self) -> int:
        return self._local.count()

    def end(self) -> None:
        self._local.end()
        self._ear.stop()

    def flush(self) -> None:
        self._courier.flush()

    def _owe(self, organization_id: int) -> None:
        """A look was lost: those who hear Redis again before we do must not miss it. This one is kept until then."""
        word = partial(_say, json.dumps([self._me, organization_id, EVERYTHING]))
        self._courier.send((organization_id, EVERYTHING, "owed"), Parcel(word))

    def _heard(self, word: bytes) -> None:
        """Raises ValueError when it is none of ours."""
        sender, organization_id, look = json.loads(word)
        if sender != self._me:
            self._local.publish(int(organization_id), str(look))


def _say(word: str, pipeline: Any) -> None:
    pipeline.publish(CHANNEL, word)
