"""A webhook's body → the rows to keep of it. Whatever LINE may send becomes a row; what it means is found out later.

Source: LINE's "Webhook event objects" (common properties). The bytes are a stranger's until their signature was
checked.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any, NamedTuple, NoReturn, cast

NO_ID = "hash:"
NO_WEBHOOK = "body:"

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_CHAT_IDS = {"user": "userId", "group": "groupId", "room": "roomId"}
_LATEST_MS = 253_402_300_799_999
_COMPACT = json.JSONEncoder(separators=(",", ":"))


class NotJson(ValueError):
    """Not JSON, or nested or numbered beyond what can be read."""


def parse(body: bytes) -> Any:
    """Raises `NotJson`."""
    try:
        return json.loads(body.decode("utf-8"), parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise NotJson from None


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


class Told(NamedTuple):
    """An item of `events`, and what of it decides where it belongs. `body`: the item as JSON in ASCII bytes."""

    event_id: str
    chat_key: str
    timestamp_ms: int
    message_id: str | None
    body: bytes


def told_by(event: object) -> Told:
    """Raises `NotJson` when nested too deeply."""
    fields = cast(dict[str, Any], event) if isinstance(event, dict) else {}
    try:
        return Told(
            event_id=_event_id(event, fields),
            chat_key=_chat_key(fields),
            timestamp_ms=_timestamp(fields),
            message_id=_message_id(fields),
            body=_COMPACT.encode(event).encode("ascii"),
        )
    except RecursionError:
        raise NotJson from None


def body_id(body: bytes) -> str:
    """The id under which a body is kept that is no webhook."""
    return NO_WEBHOOK + hashlib.sha256(body).hexdigest()


def _event_id(event: object, fields: dict[str, Any]) -> str:
    given = fields.get("webhookEventId")
    if isinstance(given, str) and _ID.fullmatch(given):
        return given
    told = {key: value for key, value in fields.items() if key != "deliveryContext"} if fields else event
    canonical = json.dumps(told, separators=(",", ":"), sort_keys=True).encode("ascii")
    return NO_ID + hashlib.sha256(canonical).hexdigest()


def _chat_key(fields: dict[str, Any]) -> str:
    source = fields.get("source")
    if not isinstance(source, dict):
        return ""
    kind = source.get("type")
    chat_id = source.get(_CHAT_IDS.get(kind, "userId") if isinstance(kind, str) else "userId")
    return chat_id if isinstance(chat_id, str) and _ID.fullmatch(chat_id) else ""


def _timestamp(fields: dict[str, Any]) -> int:
    given = fields.get("timestamp")
    fits = isinstance(given, int) and not isinstance(given, bool) and 0 <= given <= _LATEST_MS
    return cast(int, given) if fits else 0


def _message_id(fields: dict[str, Any]) -> str | None:
    message = fields.get("message")
    given = message.get("id") if isinstance(message, dict) else None
    return given if isinstance(given, str) and _ID.fullmatch(given) else None
