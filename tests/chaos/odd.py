"""Events that LINE might send one day, or never: they must harm nothing, whatever becomes of them."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

Fields = dict[str, Any]


def _unknown_type(_: random.Random, __: str) -> Fields:
    return {"type": "somethingFromTomorrow", "fromTomorrow": {"level": 9, "list": [None, True]}}


def _unknown_message(_: random.Random, message_id: str) -> Fields:
    return {"type": "message", "message": {"id": message_id, "type": "hologram", "depth": 3}}


def _no_message(_: random.Random, __: str) -> Fields:
    return {"type": "message"}


def _long_id(_: random.Random, message_id: str) -> Fields:
    return {"type": "message", "message": {"id": message_id * 12, "type": "text", "text": "?"}}


def _wrong_types(_: random.Random, message_id: str) -> Fields:
    return {"type": "message", "timestamp": "soon", "message": {"id": message_id, "type": "text", "text": 7}}


def _no_source(_: random.Random, message_id: str) -> Fields:
    return {"type": "message", "source": None, "message": {"id": message_id, "type": "text", "text": "nowhere"}}


def _odd_signs(_: random.Random, message_id: str) -> Fields:
    return {"type": "message", "message": {"id": message_id, "type": "text", "text": "\ud800 \x00 \u202e"}}


def _deep(chance: random.Random, __: str) -> Fields:
    nested: Any = "bottom"
    for _ in range(chance.randrange(20, 200)):
        nested = {"in": nested}
    return {"type": "beacon", "beacon": nested}


ODD_SHAPES: tuple[Callable[[random.Random, str], Fields], ...] = (
    _unknown_type,
    _unknown_message,
    _no_message,
    _long_id,
    _wrong_types,
    _no_source,
    _odd_signs,
    _deep,
)
