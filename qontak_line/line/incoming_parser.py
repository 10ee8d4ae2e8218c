"""LINE's JSON of a message → the dataclasses of `incoming`, by a table from type to reader."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TypedDict, TypeVar

from qontak_line.line.fields import Fields, WrongShape
from qontak_line.line.incoming import (
    AudioMessage,
    ContentProvider,
    Emoji,
    FileMessage,
    ImageMessage,
    ImageSet,
    LocationMessage,
    Mention,
    Message,
    StickerMessage,
    TextMessage,
    UnknownMessage,
    VideoMessage,
)

T = TypeVar("T")

_INT32 = 2**31 - 1


class _Common(TypedDict):
    id: str
    type: str
    quote_token: str | None
    mark_as_read_token: str | None


def parse_message(fields: Fields) -> Message:
    """Raises WrongShape."""
    common: _Common = {
        "id": fields.identifier("id"),
        "type": fields.identifier("type"),
        "quote_token": fields.optional_text("quoteToken"),
        "mark_as_read_token": fields.optional_text("markAsReadToken"),
    }
    reader = _READERS.get(common["type"])
    return reader(fields, common) if reader else UnknownMessage(**common)


def _text(fields: Fields, common: _Common) -> Message:
    return TextMessage(
        **common,
        text=fields.text("text"),
        emojis=_decorations(lambda: fields.optional_parts("emojis"), _emoji),
        mentions=_decorations(lambda: _mentionees(fields), _mention),
        quoted_message_id=fields.optional_identifier("quotedMessageId"),
    )


def _decorations(find: Callable[[], Iterable[Fields]], read: Callable[[Fields], T]) -> tuple[T, ...]:
    """What adorns a text. One that can not be read is left out: the customer's words count more."""
    found: list[T] = []
    try:
        parts = tuple(find())
    except WrongShape:
        return ()
    for part in parts:
        with suppress(WrongShape):
            found.append(read(part))
    return tuple(found)


def _mentionees(fields: Fields) -> Iterable[Fields]:
    mention = fields.optional_part("mention")
    return mention.optional_parts("mentionees") if mention else ()


def _emoji(fields: Fields) -> Emoji:
    return Emoji(
        index=fields.whole("index", _INT32),
        length=fields.whole("length", _INT32),
        product_id=fields.identifier("productId"),
        emoji_id=fields.identifier("emojiId"),
    )


def _mention(fields: Fields) -> Mention:
    return Mention(
        index=fields.whole("index", _INT32),
        length=fields.whole("length", _INT32),
        type=fields.text("type"),
        user_id=fields.optional_identifier("userId"),
        is_self=bool(fields.optional_flag("isSelf")),
    )


def _image(fields: Fields, common: _Common) -> Message:
    image_set = fields.optional_part("imageSet")
    return ImageMessage(
        **common,
        content_provider=_content_provider(fields),
        image_set=_image_set(image_set) if image_set else None,
    )


def _image_set(fields: Fields) -> ImageSet:
    return ImageSet(
        id=fields.identifier("id"),
        index=fields.optional_whole("index", _INT32),
        total=fields.optional_whole("total", _INT32),
    )


def _content_provider(fields: Fields) -> ContentProvider:
    provider = fields.optional_part("contentProvider")
    if provider is None:
        return ContentProvider()
    return ContentProvider(
        type=provider.text("type"),
        original_content_url=provider.optional_text("originalContentUrl"),
        preview_image_url=provider.optional_text("previewImageUrl"),
    )


def _video(fields: Fields, common: _Common) -> Message:
    provider, duration = _content_provider(fields), fields.optional_whole("duration")
    return VideoMessage(**common, content_provider=provider, duration=duration)


def _audio(fields: Fields, common: _Common) -> Message:
    provider, duration = _content_provider(fields), fields.optional_whole("duration")
    return AudioMessage(**common, content_provider=provider, duration=duration)


def _file(fields: Fields, common: _Common) -> Message:
    name, size = fields.text("fileName"), fields.optional_whole("fileSize")
    return FileMessage(**common, file_name=name, file_size=size)


def _location(fields: Fields, common: _Common) -> Message:
    return LocationMessage(
        **common,
        latitude=fields.number("latitude"),
        longitude=fields.number("longitude"),
        title=fields.optional_text("title"),
        address=fields.optional_text("address"),
    )


def _sticker(fields: Fields, common: _Common) -> Message:
    return StickerMessage(
        **common,
        package_id=fields.identifier("packageId"),
        sticker_id=fields.identifier("stickerId"),
        resource_type=fields.optional_text("stickerResourceType") or "STATIC",
        keywords=fields.optional_texts("keywords"),
        text=fields.optional_text("text"),
        quoted_message_id=fields.optional_identifier("quotedMessageId"),
    )


_READERS: dict[str, Callable[[Fields, _Common], Message]] = {
    "text": _text,
    "image": _image,
    "video": _video,
    "audio": _audio,
    "file": _file,
    "location": _location,
    "sticker": _sticker,
}
