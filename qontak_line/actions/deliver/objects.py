"""A message of ours → LINE's message object, and the body of the request. Source: Messaging API, "Message objects"."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from qontak_line.models import Message


def request_body(target: dict[str, str], messages: Sequence[Message]) -> bytes:
    """`target`: `{"to": …}` or `{"replyToken": …}`. These bytes are kept, and each later attempt sends them again."""
    body = {**target, "messages": [_object(message) for message in messages]}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _object(message: Message) -> dict[str, Any]:
    """Plain `text`: in LINE's `textV2` typed braces would mean something."""
    return {"type": "text", "text": message.text}
