"""Webhooks as nobody should send them: by a seed, one after the other, each with what may be answered."""

from __future__ import annotations

import copy
import json
import random
from dataclasses import dataclass
from typing import Any

from tests.chaos.bodies import sign

WRONG = "01WRONG"
"""How the event ids of everything begin that is not signed rightly."""
RIGHT = "01RIGHT"
LARGEST = 2 * 1024 * 1024

Answers = tuple[int, ...]
REFUSED: Answers = (401,)
TAKEN: Answers = (200, 400, 401)
"""Signed: stored, no webhook at all, or for somebody else's account."""
TOO_LARGE: Answers = (413, 401)

_TYPES = ("application/json", "application/json; charset=utf-16", "text/plain", "multipart/form-data", "", "\u00e9")


@dataclass(frozen=True)
class Request:
    """`key`: instead of the account's own, in the address. `is_signed`: with the right secret over these bytes."""

    body: bytes
    headers: dict[str, str]
    may: Answers
    is_signed: bool
    key: str | None = None


class Fuzz:
    """`secret` and `bot_id` of one account, `other_secret` of another one."""

    def __init__(self, seed: int, secret: str, bot_id: str, other_secret: str) -> None:
        self._chance = random.Random(f"fuzz {seed}")
        self._secret, self._bot_id, self._other = secret, bot_id, other_secret
        self._number = 0

    def next(self) -> Request:
        self._number += 1
        if self._chance.random() < 0.55:
            return self._signed()
        return self._unsigned()

    def good(self) -> Request:
        """Nothing wrong with it."""
        self._number += 1
        return self._request(self._body(RIGHT), (200,))

    def _signed(self) -> Request:
        body = self._spoilt(self._body(RIGHT))
        if self._chance.random() < 0.0005:
            body = body + b" " * (LARGEST + 1)  # the body itself may be empty
            return self._request(body, TOO_LARGE)
        return self._request(body, TAKEN)

    def _request(self, body: bytes, may: Answers) -> Request:
        return Request(body, {**self._types(), "x-line-signature": sign(self._secret, body)}, may, True)

    def _unsigned(self) -> Request:
        body = self._spoilt(self._body(WRONG))
        signature = self._wrong_signature(body)
        headers = self._types() | ({} if signature is None else {"X-Line-Signature": signature})
        if self._chance.random() < 0.1:
            headers["x-line-signature"] = sign(self._secret, body)
            return Request(body, headers, REFUSED, False, key=self._chance.choice(("x", "0" * 43, "%00", "..")))
        return Request(body, headers, REFUSED, False)

    def _wrong_signature(self, body: bytes) -> str | None:
        right = sign(self._secret, body)
        found = self._spoilt_signature(body, right)
        return None if found == right else found

    def _spoilt_signature(self, body: bytes, right: str) -> str | None:
        return self._chance.choice(
            (
                None,
                "",
                " ",
                right[:-1],
                right[1:],
                right.swapcase(),
                right.replace("=", ""),
                "sha256=" + right,
                sign("", body),
                sign(self._other, body),
                sign(self._secret, body + b"\n"),
                sign(self._secret, body[:-1]),
                "=" * 44,
                "A" * self._chance.choice((44, 5_000)),
                "\u00e9" * 44,
                '"' + right + '"',
                right + "," + right,
            )
        )

    def _types(self) -> dict[str, str]:
        return {"Content-Type": self._chance.choice(_TYPES)}

    def _body(self, prefix: str) -> bytes:
        count = 30 if self._chance.random() < 0.01 else self._chance.choice((0, 1, 1, 2))
        events = [self._event(prefix) for _ in range(count)]
        told: dict[str, Any] = {"destination": self._bot_id, "events": events}
        return json.dumps(told).encode()

    def _event(self, prefix: str) -> dict[str, Any]:
        unique = f"{prefix}{self._number:08d}{self._chance.randrange(10**8):08d}"
        return {
            "type": self._chance.choice(("message", "follow", "unsend", "postback", "memberJoined", "x")),
            "mode": "active",
            "timestamp": 1_790_000_000_000 + self._number,
            "source": {"type": "user", "userId": f"U{self._chance.randrange(40):032x}"},
            "webhookEventId": unique,
            "replyToken": f"{self._chance.getrandbits(128):032x}",
            "deliveryContext": {"isRedelivery": False},
            "message": {"id": f"66{self._chance.randrange(10**14):014d}", "type": "text", "text": "halo"},
            "unsend": {"messageId": f"66{self._chance.randrange(10**14):014d}"},
        }

    def _spoilt(self, body: bytes) -> bytes:
        how = self._chance.random()
        if how < 0.3:
            return body
        if how < 0.7:
            return json.dumps(_changed(json.loads(body), self._chance)).encode("utf-8", "surrogatepass")
        return self._bent(body)

    def _bent(self, body: bytes) -> bytes:
        """Bytes that may be no JSON any more."""
        place = self._chance.randrange(len(body))
        deep = self._chance.randrange(10, 60_000)
        return self._chance.choice(
            (
                body[:place],
                body[:place] + bytes([self._chance.randrange(256)]) + body[place + 1 :],
                body[:place] + self._chance.randbytes(9) + body[place:],
                b"\xef\xbb\xbf" + body,
                body.decode().encode("utf-16"),
                b"[" * deep,
                b'{"events":[' + b'{"a":' * deep + b"1" + b"}" * deep + b"]}",
                body.replace(b"1790", b"1e999", 1),
                body.replace(b'"halo"', b'"\\ud800\\u0000"', 1),
                body.replace(b'"halo"', b"NaN", 1),
                body.replace(b'"halo"', b"9" * 5_000, 1),
                body + body,
                b"",
                b"null",
                b'{"events":{}}',
                b"{}",
            )
        )


_LONG = "x" * 70_000
ODD_VALUES: tuple[Any, ...] = (None, True, -1, 2**63, 2**200, 1e308, "", "\x00", "\ud800", _LONG, [], {}, [[]], "0")


def _changed(told: Any, chance: random.Random) -> Any:
    """One to three values anywhere in it become something else, or go."""
    told = copy.deepcopy(told)
    for _ in range(chance.randint(1, 3)):
        place, name = _somewhere(told, chance)
        if place is None:
            continue
        if chance.random() < 0.2:
            del place[name]
        else:
            place[name] = chance.choice(ODD_VALUES)
    return told


def _somewhere(told: Any, chance: random.Random) -> tuple[Any, Any]:
    """A container in it, and the name or number of one of its values."""
    found: list[tuple[Any, Any]] = []
    waiting = [told]
    while waiting:
        place = waiting.pop()
        names = list(place) if isinstance(place, dict) else range(len(place)) if isinstance(place, list) else ()
        found += [(place, name) for name in names]
        waiting += [place[name] for name in names]
    return chance.choice(found) if found else (None, None)
