"""What people write: new messages, edits and unsends. Each is kept for the phones and told to the bot."""

from dataclasses import dataclass
from typing import Any

from qontak_line.simulator import chats, identifiers, messages, people, webhooks
from qontak_line.simulator.accounts import Account
from qontak_line.simulator.events import Event, event
from qontak_line.simulator.messages import Message
from qontak_line.simulator.people import Person
from qontak_line.simulator.platform import Platform

QUOTABLE = ("text", "sticker", "image", "video")
"""Kinds that carry a quote token when people send them."""


class NotPossible(ValueError):
    """LINE's app would not let this person do that here; its text says why."""


@dataclass(frozen=True)
class Media:
    media_type: str
    data: bytes


def write(
    platform: Platform, account: Account, chat_id: str, person: Person, body: dict[str, Any], media: Media | None = None
) -> Event:
    """Send one message; *body* is LINE's message object without its id and tokens. Returns the event."""
    told = draft(platform, account, chat_id, person, body, media)
    webhooks.emit(platform, account, [told])
    return told


def draft(
    platform: Platform, account: Account, chat_id: str, person: Person, body: dict[str, Any], media: Media | None = None
) -> Event:
    """As :func:`write`, but leave it to the caller to emit the event, perhaps with others in one webhook."""
    require_voice(platform, account, chat_id, person)
    with platform.store.transaction():
        message_id = messages.next_id(platform)
        quote_token = identifiers.opaque_token(64) if body["type"] in QUOTABLE else None
        mark_token = identifiers.opaque_token(48)
        if chat_id == person.user_id:
            people.note_message(platform, account, person.user_id)
        messages.keep(
            platform,
            account,
            chat_id,
            person.user_id,
            body,
            message_id=message_id,
            quote_token=quote_token,
            mark_token=mark_token,
        )
        if media:
            messages.attach(platform, message_id, media.media_type, media.data)
        quoted = {"quoteToken": quote_token} if quote_token else {}
        content = {**body, "id": message_id, **quoted, "markAsReadToken": mark_token}
        return event(platform, account, "message", chat_id, user_id=person.user_id, message=content)


def edit(platform: Platform, account: Account, person: Person, message_id: str, text: str) -> Event:
    """Change the text of one's own message; LINE offers that in groups only."""
    message = own_message(platform, account, person, message_id)
    if message.kind != "text" or not message.chat_id.startswith("C"):
        raise NotPossible("Only texts in a group can be edited.")
    quote_token = identifiers.opaque_token(64)
    body = {"type": "text", "text": text}
    messages.edit_text(platform, message, body, quote_token)
    told = event(
        platform,
        account,
        "messageEdited",
        message.chat_id,
        user_id=person.user_id,
        message={**body, "id": message_id, "quoteToken": quote_token},
    )
    webhooks.emit(platform, account, [told])
    return told


def unsend(platform: Platform, account: Account, person: Person, message_id: str) -> Event:
    message = own_message(platform, account, person, message_id)
    messages.unsend(platform, message)
    told = event(platform, account, "unsend", message.chat_id, user_id=person.user_id, unsend={"messageId": message_id})
    webhooks.emit(platform, account, [told])
    return told


def own_message(platform: Platform, account: Account, person: Person, message_id: str) -> Message:
    """Raise NotPossible for a message of somebody else, or one that was unsent."""
    message = messages.find(platform, account, message_id)
    if message is None or message.sender != person.user_id or message.unsent_at is not None:
        raise NotPossible("That is not a message of this person.")
    return message


def require_voice(platform: Platform, account: Account, chat_id: str, person: Person) -> None:
    """Raise NotPossible unless the person can write there and the account can hear it."""
    if chat_id == person.user_id:
        if people.friendship(platform, account, person.user_id) == "blocked":
            raise NotPossible("This person blocked the account. Unblock it first.")
        return
    chat = chats.get(platform, chat_id)
    if not chats.has_member(platform, chat, person.user_id):
        raise NotPossible("This person is not in that group.")
    if not chats.has_account(platform, chat, account):
        raise NotPossible("The account is not in that group. Invite it first.")
