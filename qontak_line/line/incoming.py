"""The messages that LINE users send. Source: LINE's webhook "Message event".

Texts and tokens are left out of every repr, so that a logged event tells nothing of what was said.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What all messages share; the tokens, where given, quote the message and mark the chat read up to
    it."""

    id: str
    type: str
    quote_token: str | None = field(default=None, repr=False)
    mark_as_read_token: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Emoji:
    """A LINE emoji in a text; `index` and `length` count UTF-16 units (see `utf16`)."""

    index: int
    length: int
    product_id: str
    emoji_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A mention in a text, `type` user or all; `user_id` only when that user agreed to be known."""

    index: int
    length: int
    type: str
    user_id: str | None = None
    is_self: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TextMessage(Message):
    """A text of the user, LINE emoji standing in it as words such as `(love)`."""

    text: str = field(repr=False)
    emojis: tuple[Emoji, ...] = ()
    mentions: tuple[Mention, ...] = ()
    quoted_message_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentProvider:
    """Who holds the bytes: `line` (fetch by message id) or `external` (a third party's URLs: take
    care)."""

    type: str = "line"
    original_content_url: str | None = field(default=None, repr=False)
    preview_image_url: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageSet:
    """Images sent together, each in an event of its own; `index` counts from 1, both may be unknown."""

    id: str
    index: int | None = None
    total: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageMessage(Message):
    """A picture."""

    content_provider: ContentProvider
    image_set: ImageSet | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoMessage(Message):
    """A video, `duration` in milliseconds."""

    content_provider: ContentProvider
    duration: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioMessage(Message):
    """A recording, `duration` in milliseconds."""

    content_provider: ContentProvider
    duration: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileMessage(Message):
    """Any other file, `file_size` in bytes as LINE counts them."""

    file_name: str = field(repr=False)
    file_size: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LocationMessage(Message):
    """A place, in degrees."""

    latitude: float = field(repr=False)
    longitude: float = field(repr=False)
    title: str | None = field(default=None, repr=False)
    address: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class StickerMessage(Message):
    """A sticker; `text` only on message stickers, `keywords` a random few of those LINE has for it."""

    package_id: str
    sticker_id: str
    resource_type: str
    keywords: tuple[str, ...] = ()
    text: str | None = field(default=None, repr=False)
    quoted_message_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownMessage(Message):
    """A kind of message that LINE added later."""
