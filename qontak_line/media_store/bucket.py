"""Objects in an S3-compatible bucket; endpoint and keys by the usual `AWS_…` names, from the environment or `.env`."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from qontak_line.config import aws_settings
from qontak_line.media_store.keys import AT_ONCE, checked

T = TypeVar("T")

CONNECT_S = 1
WHOLE_S = 3
PAUSE_S = 2.0
"""After a failure: so long nothing is asked, or each picture of a page would hold a thread for `WHOLE_S`."""

_KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_REGION", "AWS_DEFAULT_REGION")
_ENDPOINTS = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT")

log = logging.getLogger(__name__)


class StoreAway(Exception):
    """The bucket did not answer in time, or refused us. The text tells no address."""


class Bucket:
    """`url`: `s3://bucket/prefix`. An endpoint given as http:// is spoken to without encryption, as it says."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        given = aws_settings()
        _forget_empty()
        endpoint = next((given[name] for name in _ENDPOINTS if given.get(name)), "")
        options: Any = {"connect_timeout": f"{CONNECT_S}s", "timeout": f"{WHOLE_S}s"}
        if endpoint.startswith("http://"):
            options["allow_http"] = True
        self._store = S3Store(
            parts.netloc,
            prefix=parts.path.strip("/") or None,
            client_options=options,
            retry_config={"max_retries": 1, "retry_timeout": timedelta(seconds=WHOLE_S)},
            config=_config(given, endpoint),
        )
        self._ask_again_at = 0.0
        self._is_away = False

    def put(self, key: str, content: bytes) -> None:
        self._ask(lambda: obstore.put(self._store, checked(key), content))

    def get(self, key: str) -> bytes | None:
        try:
            return self._ask(lambda: bytes(obstore.get(self._store, checked(key)).bytes()))
        except FileNotFoundError:
            return None

    def delete(self, *keys: str) -> None:
        self._ask(lambda: obstore.delete(self._store, list(map(checked, keys))))

    def older(self, folder: str, moment: datetime) -> Iterator[list[str]]:
        listed = iter(self._ask(lambda: obstore.list(self._store, prefix=folder, chunk_size=AT_ONCE)))
        while some := self._ask(lambda: next(listed, None)):
            yield [one["path"] for one in some if one["last_modified"] < moment]

    def sweep(self) -> None:
        """Nothing to do: an object appears whole."""

    def _ask(self, question: Callable[[], T]) -> T:
        if time.monotonic() < self._ask_again_at:
            raise StoreAway("failed a moment ago")
        try:
            answer = question()
        except BaseError as problem:
            self._ask_again_at = time.monotonic() + PAUSE_S
            if not self._is_away:
                log.warning("the media store is away (%s)", type(problem).__name__)
            self._is_away = True
            raise StoreAway(type(problem).__name__) from None
        if self._is_away:
            self._is_away = False
            log.info("the media store is back")
        return answer


def _forget_empty() -> None:
    """As everywhere, an empty value counts as not given; the library takes it for an address, and breaks."""
    for name in [name for name, value in os.environ.items() if name.startswith("AWS_") and not value.strip()]:
        del os.environ[name]


def _config(given: dict[str, str], endpoint: str) -> Any:
    """What the library takes by name; the rest, such as a role's token, it finds in the environment by itself."""
    return {name: given[name] for name in _KEYS if given.get(name)} | ({"endpoint": endpoint} if endpoint else {})
