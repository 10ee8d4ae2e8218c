"""Messages as one person's phone shows them."""

from dataclasses import dataclass
from typing import Any

from qontak_line.simulator import messages, people
from qontak_line.simulator.accounts import Account
from qontak_line.simulator.messages import Message
from qontak_line.simulator.people import Person
from qontak_line.simulator.platform import Platform
from qontak_line.simulator.stickers import find_on_shelf

TAPPABLE = ("message", "postback", "uri")
"""Kinds of button that the phone can press."""


@dataclass(frozen=True)
class Bubble:
    """One message. `quoted` is the text above it; `drawing` names our picture of a sticker."""

    message: Message
    is_own: bool
    name: str
    picture_id: str
    text: str
    drawing: str
    quoted: str | None
    buttons: list[dict[str, Any]]

    @property
    def body(self) -> dict[str, Any]:
        return self.message.body


def of_chat(platform: Platform, account: Account, person: Person, chat_id: str) -> list[Bubble]:
    """Everything that this person's phone received or sent there, oldest first."""
    seen = [message for message in messages.of_chat(platform, account, chat_id) if message.delivered]
    names = {one.user_id: one.name for one in people.every(platform)}
    return [_bubble(platform, account, person, message, names) for message in seen]


def quick_replies(bubbles: list[Bubble]) -> list[dict[str, Any]]:
    """The buttons that float above the composer: only while the account's message is the last one."""
    if not bubbles or bubbles[-1].message.sender is not None:
        return []
    items = bubbles[-1].body.get("quickReply", {}).get("items", [])
    return [item["action"] for item in items]


def _bubble(platform: Platform, account: Account, person: Person, message: Message, names: dict[str, str]) -> Bubble:
    body = message.body
    sender_name = body.get("sender", {}).get("name")
    shop_name = f"{sender_name} from {account.name}" if sender_name else account.name
    return Bubble(
        message=message,
        is_own=message.sender == person.user_id,
        name=names.get(message.sender, "") if message.sender else shop_name,
        picture_id=message.sender or account.bot_user_id,
        text=_text(body, names),
        drawing=_drawing(body),
        quoted=_quoted(platform, account, body),
        buttons=_buttons(body),
    )


def _text(body: dict[str, Any], names: dict[str, str]) -> str:
    """The words, with the substitutions of a textV2 filled in."""
    text = str(body.get("text") or body.get("altText") or "")
    if body["type"] != "textV2":
        return text
    for key, value in body.get("substitution", {}).items():
        who = value.get("mentionee", {})
        shown = f"@{names.get(who.get('userId', ''), 'all')}" if value.get("type") == "mention" else "🙂"
        text = text.replace("{" + key + "}", shown)
    return text.replace("{{", "{").replace("}}", "}")


def _drawing(body: dict[str, Any]) -> str:
    known = find_on_shelf(str(body.get("packageId")), str(body.get("stickerId")))
    return known.drawing if known else "other"


def _quoted(platform: Platform, account: Account, body: dict[str, Any]) -> str | None:
    if "quoteToken" in body:
        quoted = messages.find_quoted(platform, account, body["quoteToken"])
    elif "quotedMessageId" in body:
        quoted = messages.find(platform, account, body["quotedMessageId"])
    else:
        return None
    if quoted is None or quoted.unsent_at:
        return "…"
    return str(quoted.body.get("text") or f"[{quoted.kind}]")


def _buttons(body: dict[str, Any]) -> list[dict[str, Any]]:
    template = body.get("template", {})
    return [action for action in template.get("actions", []) if action.get("type") in TAPPABLE]
