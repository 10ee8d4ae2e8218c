"""Events of people, by word.

``{"type": …, "user": <user id>, "chat": <group or room id, else the one-to-one chat>, …}`` with

- ``text``: text, and optionally emojis, mention, quotedMessageId as LINE writes them
- ``sticker``: packageId?, stickerId?, keywords?, stickerResourceType?, text?
- ``image``, ``video``, ``audio``, ``file``: content (base64; a sample when absent), media_type?, fileName?, duration?
- ``location``: latitude?, longitude?, title?, address?
- ``unsend``: message; ``edit``: message, text
- ``follow``, ``block``; ``join``, ``leave`` (the account in a chat); ``enter``, ``exit`` (the person in a chat)
- ``postback``: data, params?
- ``sample``: name of one in :mod:`..sample_events`
- any other LINE type (``beacon``, ``accountLink``, …): ``fields`` with the event's own fields
"""

import base64
import binascii
from collections.abc import Callable
from typing import Any

from flask import abort

from qontak_line.simulator import activities, chats, people, sample_events, samples, stickers, webhooks, writing
from qontak_line.simulator.accounts import Account
from qontak_line.simulator.control.bodies import text
from qontak_line.simulator.events import ANSWERABLE, Event, event
from qontak_line.simulator.platform import Platform
from qontak_line.simulator.writing import Media

Fields = dict[str, Any]

MEDIA_KINDS = ("image", "video", "audio", "file")
MESSAGE_KINDS = ("text", "sticker", "location", *MEDIA_KINDS)
_OWN_FIELDS = ("user", "chat", "content", "media_type")


def send(platform: Platform, account: Account, fields: Fields) -> list[Event]:
    """Let it happen and tell the bot; returns the events as LINE writes them."""
    if "events" in fields:
        drafts = [_draft(platform, account, one) for one in fields["events"]]
        webhooks.emit(platform, account, drafts)
        return drafts
    kind = text(fields, "type")
    if kind in MESSAGE_KINDS:
        told = _draft(platform, account, fields)
        webhooks.emit(platform, account, [told])
        return [told]
    if kind in _DEEDS:
        return [_DEEDS[kind](platform, account, fields)]
    if kind == "sample":
        person = people.get(platform, text(fields, "user"))
        scene = sample_events.Scene(platform, account, person, text(fields, "chat", person.user_id))
        return sample_events.send(scene, text(fields, "name"))
    return [_other(platform, account, kind, fields)]


def _draft(platform: Platform, account: Account, fields: Fields) -> Event:
    if text(fields, "type") not in MESSAGE_KINDS:
        abort(400, f"Only messages ({', '.join(MESSAGE_KINDS)}) can share a webhook.")
    person = people.get(platform, text(fields, "user"))
    own = {name: value for name, value in fields.items() if name not in _OWN_FIELDS}
    body, sample = samples.message(fields["type"])
    if "stickerId" in own:
        body = _chosen_sticker(text(own, "packageId"), text(own, "stickerId"))
    media = _media(fields, sample) if sample else None
    if media and fields["type"] == "file":
        own["fileSize"] = len(media.data)
    return writing.draft(platform, account, text(fields, "chat", person.user_id), person, {**body, **own}, media)


def _chosen_sticker(package_id: str, sticker_id: str) -> Fields:
    """With its keywords when the shelf has it; people may send any sticker."""
    known = stickers.find_on_shelf(package_id, sticker_id)
    return samples.sticker(known) if known else {"type": "sticker", "stickerResourceType": "STATIC"}


def _media(fields: Fields, sample: Media) -> Media:
    if "content" not in fields:
        return sample
    try:
        data = base64.b64decode(text(fields, "content"), validate=True)
    except binascii.Error:
        abort(400, "content must be base64.")
    return Media(text(fields, "media_type", sample.media_type), data)


def _other(platform: Platform, account: Account, kind: str, fields: Fields) -> Event:
    user_id = text(fields, "user")
    told = event(
        platform,
        account,
        kind,
        text(fields, "chat", user_id),
        user_id=user_id,
        answerable=kind in ANSWERABLE,
        **fields.get("fields", {}),
    )
    webhooks.emit(platform, account, [told])
    return told


def _unsend(platform: Platform, account: Account, fields: Fields) -> Event:
    return writing.unsend(platform, account, people.get(platform, text(fields, "user")), text(fields, "message"))


def _edit(platform: Platform, account: Account, fields: Fields) -> Event:
    return writing.edit(
        platform, account, people.get(platform, text(fields, "user")), text(fields, "message"), text(fields, "text")
    )


def _postback(platform: Platform, account: Account, fields: Fields) -> Event:
    person = people.get(platform, text(fields, "user"))
    return activities.postback(
        platform, account, text(fields, "chat", person.user_id), person, text(fields, "data"), fields.get("params")
    )


_DEEDS: dict[str, Callable[[Platform, Account, Fields], Event]] = {
    "unsend": _unsend,
    "edit": _edit,
    "postback": _postback,
    "follow": lambda line, it, f: activities.follow(line, it, people.get(line, text(f, "user"))),
    "block": lambda line, it, f: activities.block(line, it, people.get(line, text(f, "user"))),
    "join": lambda line, it, f: activities.invite_account(line, it, chats.get(line, text(f, "chat"))),
    "leave": lambda line, it, f: activities.remove_account(line, it, chats.get(line, text(f, "chat"))),
    "enter": lambda line, it, f: activities.enter(
        line, it, chats.get(line, text(f, "chat")), people.get(line, text(f, "user"))
    ),
    "exit": lambda line, it, f: activities.leave(
        line, it, chats.get(line, text(f, "chat")), people.get(line, text(f, "user"))
    ),
}
