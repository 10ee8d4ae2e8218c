"""The messages that we send, as LINE's JSON. Source: LINE's "Message objects".

Texts are plain `text`, never textV2: braces that an agent types would break that. Media addresses must be
https and reachable by LINE's apps without a login; the files' limits are LINE's and not checked here.
"""

from collections.abc import Mapping

from qontak_line.line.fields import storable
from qontak_line.line.utf16 import utf16_length

__all__ = [
    "TEXT_LIMIT", "InvalidMessage", "audio", "image", "location", "sticker", "text", "utf16_length", "video"
]  # fmt: skip

TEXT_LIMIT = 5000
"""UTF-16 code units in one text."""

_URL_LIMIT = 2000
_LOCATION_LIMIT = 100
_NAME_LIMIT = 20


class InvalidMessage(ValueError):
    """LINE would refuse this message."""


def text(words: str, *, quote_token: str | None = None, sender_name: str | None = None) -> dict[str, object]:
    """A text of 1 to 5000 UTF-16 units; `quote_token` quotes an earlier message of the same chat."""
    _check_length("text", words, TEXT_LIMIT)
    quote = {"quoteToken": quote_token} if quote_token else {}
    return {"type": "text", "text": storable(words), **quote, **_sender(sender_name)}


def image(url: str, preview_url: str, *, sender_name: str | None = None) -> dict[str, object]:
    """A JPEG or PNG up to 10 MB, its preview up to 1 MB."""
    return {"type": "image", **_media(url, preview_url), **_sender(sender_name)}


def video(url: str, preview_url: str, *, sender_name: str | None = None) -> dict[str, object]:
    """An MP4 up to 200 MB, its preview picture of the same shape up to 1 MB."""
    return {"type": "video", **_media(url, preview_url), **_sender(sender_name)}


def audio(url: str, duration: int, *, sender_name: str | None = None) -> dict[str, object]:
    """An MP3 or M4A up to 200 MB, `duration` in milliseconds."""
    _check_length("url", url, _URL_LIMIT)
    return {"type": "audio", "originalContentUrl": url, "duration": duration, **_sender(sender_name)}


def sticker(package_id: str, sticker_id: str, *, quote_token: str | None = None) -> dict[str, object]:
    """A sticker of LINE's list of sendable ones; no others can be sent."""
    quote = {"quoteToken": quote_token} if quote_token else {}
    return {"type": "sticker", "packageId": package_id, "stickerId": sticker_id, **quote}


def location(title: str, address: str, latitude: float, longitude: float) -> dict[str, object]:
    """A place in degrees; title and address of 1 to 100 characters."""
    _check_length("title", title, _LOCATION_LIMIT)
    _check_length("address", address, _LOCATION_LIMIT)
    place = {"title": storable(title), "address": storable(address)}
    return {"type": "location", **place, "latitude": latitude, "longitude": longitude}


def _media(url: str, preview_url: str) -> Mapping[str, object]:
    _check_length("url", url, _URL_LIMIT)
    _check_length("preview_url", preview_url, _URL_LIMIT)
    return {"originalContentUrl": url, "previewImageUrl": preview_url}


def _sender(name: str | None) -> Mapping[str, object]:
    # LINE refuses names that are longer, where half still tells who writes, or that pose as LINE.
    return {"sender": {"name": storable(name)[:_NAME_LIMIT]}} if name and "LINE" not in name else {}


def _check_length(field: str, words: str, limit: int) -> None:
    if not 1 <= utf16_length(words) <= limit:
        raise InvalidMessage(f"{field} must have 1 to {limit} UTF-16 units")
