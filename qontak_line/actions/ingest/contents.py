"""LINE's message → kind, text and content of ours. Source: LINE's webhook "Message event".

`content` by kind, in LINE's own names; what has no value is left out:

text: `emojis` [{index, length, productId, emojiId}], `mentionees` [{index, length, type, userId, isSelf}], in UTF-16
units · image, video, audio: `provider` (line or external), `originalContentUrl`, `previewImageUrl`, `duration` (ms),
`imageSet` {id, index, total} · file: `fileName`, `fileSize` · sticker: `packageId`, `stickerId`,
`stickerResourceType`, `keywords`, `text` · location: `latitude`, `longitude`, `title`, `address` · unknown: `type`,
`data` (what LINE said).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from qontak_line.line import incoming
from qontak_line.line.fields import storable
from qontak_line.models import Kind

MOST_RAW = 20_000
"""Characters of JSON; more is not shown, but kept with the event."""

_TOKENS = frozenset({"replyToken", "quoteToken", "markAsReadToken"})


@dataclass(frozen=True)
class Said:
    """What a message says, in our words."""

    kind: Kind
    text: str = ""
    content: dict[str, Any] = field(default_factory=dict)
    quoted_external_id: str | None = None


def said(message: incoming.Message, raw: dict[str, Any]) -> Said:
    """`raw` is the event as LINE sent it, for messages of a kind that we do not know."""
    reader = _READERS.get(type(message))
    if reader is None:
        return Said(Kind.UNKNOWN, content=unknown(message.type, raw.get("message")))
    return reader(message)


def unknown(kind: str, raw: object) -> dict[str, Any]:
    """Content of what LINE invented after us."""
    data = _storable(raw)
    return _given(type=kind, data=data if len(json.dumps(data)) <= MOST_RAW else None)


def _text(message: incoming.TextMessage) -> Said:
    emojis = [_named(emoji) for emoji in message.emojis]
    mentionees = [_named(mention) for mention in message.mentions]
    content = _given(emojis=emojis or None, mentionees=mentionees or None)
    return Said(Kind.TEXT, message.text, content, message.quoted_message_id)


def _image(message: incoming.ImageMessage) -> Said:
    image_set = _named(message.image_set) if message.image_set else None
    return Said(Kind.IMAGE, content={**_provided(message.content_provider), **_given(imageSet=image_set)})


def _video(message: incoming.VideoMessage) -> Said:
    return Said(Kind.VIDEO, content={**_provided(message.content_provider), **_given(duration=message.duration)})


def _audio(message: incoming.AudioMessage) -> Said:
    return Said(Kind.AUDIO, content={**_provided(message.content_provider), **_given(duration=message.duration)})


def _file(message: incoming.FileMessage) -> Said:
    return Said(Kind.FILE, content=_given(fileName=message.file_name, fileSize=message.file_size))


def _location(message: incoming.LocationMessage) -> Said:
    place = {"latitude": message.latitude, "longitude": message.longitude}
    return Said(Kind.LOCATION, content={**place, **_given(title=message.title, address=message.address)})


def _sticker(message: incoming.StickerMessage) -> Said:
    content = _given(
        packageId=message.package_id,
        stickerId=message.sticker_id,
        stickerResourceType=message.resource_type,
        keywords=list(message.keywords) or None,
        text=message.text,
    )
    return Said(Kind.STICKER, content=content, quoted_external_id=message.quoted_message_id)


_READERS: dict[type[incoming.Message], Callable[[Any], Said]] = {
    incoming.TextMessage: _text,
    incoming.ImageMessage: _image,
    incoming.VideoMessage: _video,
    incoming.AudioMessage: _audio,
    incoming.FileMessage: _file,
    incoming.LocationMessage: _location,
    incoming.StickerMessage: _sticker,
}


def _provided(provider: incoming.ContentProvider) -> dict[str, Any]:
    urls = _given(originalContentUrl=provider.original_content_url, previewImageUrl=provider.preview_image_url)
    return {"provider": provider.type, **urls}


def _named(part: incoming.Emoji | incoming.Mention | incoming.ImageSet) -> dict[str, Any]:
    """A part of a message under LINE's names."""
    return _given(**{_camel(name): value for name, value in asdict(part).items()})


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(word.title() for word in others)


def _given(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _storable(raw: object) -> object:
    """The same JSON without what databases refuse, and without tokens."""
    if isinstance(raw, str):
        return storable(raw)
    if isinstance(raw, float):
        return raw if abs(raw) != float("inf") else None
    if isinstance(raw, list):
        return [_storable(item) for item in raw]
    if isinstance(raw, dict):
        return {storable(key): _storable(value) for key, value in raw.items() if key not in _TOKENS}
    return raw
