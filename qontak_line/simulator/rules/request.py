"""The rules of a whole list of messages, with what all kinds have in common."""

from collections.abc import Iterator
from typing import Any

from qontak_line.simulator.rules import fields
from qontak_line.simulator.rules.kinds import RULES
from qontak_line.simulator.rules.problem import Malformed, Problem

MOST_MESSAGES = 5
MOST_QUICK_REPLIES = 13
ACTIONS = ("postback", "message", "uri", "datetimepicker", "camera", "cameraRoll", "location", "clipboard")


def check_messages(messages: object) -> list[Problem]:
    """All problems of the `messages` property; empty means that LINE would take it.

    Raise Malformed when the shape is so wrong that LINE gives no details.
    """
    if messages is None:
        return [Problem(fields.EMPTY, "messages")]
    if not isinstance(messages, list):
        raise Malformed("messages")
    if not 1 <= len(messages) <= MOST_MESSAGES:
        return [Problem(f"Size must be between 1 and {MOST_MESSAGES}", "messages")]
    return [
        problem
        for position, message in enumerate(messages)
        for problem in _check_message(message, f"messages[{position}]")
    ]


def _check_message(message: Any, where: str) -> Iterator[Problem]:
    if not isinstance(message, dict) or not isinstance(message.get("type"), str | None):
        raise Malformed(where)
    rule = RULES.get(message.get("type") or "")
    if rule is None:
        yield Problem(f"Must be one of the following values: [{', '.join(RULES)}]", f"{where}.type")
        return
    yield from rule(message, where)
    yield from fields.text(message, "quoteToken", where, 500, required=False)
    yield from _sender(message, where)
    yield from _quick_reply(message, where)


def _sender(message: dict[str, Any], where: str) -> Iterator[Problem]:
    sender = message.get("sender")
    if sender is None:
        return
    if not isinstance(sender, dict):
        raise Malformed(where)
    yield from fields.text(sender, "name", f"{where}.sender", 20, required=False)
    yield from fields.url(sender, "iconUrl", f"{where}.sender", required=False)
    if str(sender.get("name", "")).strip().upper() == "LINE":
        yield Problem("Must not contain the word LINE", f"{where}.sender.name")


def _quick_reply(message: dict[str, Any], where: str) -> Iterator[Problem]:
    quick_reply = message.get("quickReply")
    if quick_reply is None:
        return
    if not isinstance(quick_reply, dict):
        raise Malformed(where)
    items = fields.objects(quick_reply, "items", where, MOST_QUICK_REPLIES)
    yield from fields.size(items, "items", f"{where}.quickReply", 1, MOST_QUICK_REPLIES)
    for position, item in enumerate(items):
        action = item.get("action")
        if not isinstance(action, dict) or action.get("type") not in ACTIONS:
            yield Problem(
                f"Must be one of the following values: [{', '.join(ACTIONS)}]",
                f"{where}.quickReply.items[{position}].action.type",
            )
