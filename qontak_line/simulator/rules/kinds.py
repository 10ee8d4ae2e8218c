"""The rules of each kind of message."""

from collections.abc import Callable, Iterator
from typing import Any

from qontak_line.simulator.rules import fields
from qontak_line.simulator.rules.problem import Malformed, Problem
from qontak_line.simulator.stickers import is_sendable

Message = dict[str, Any]
Rule = Callable[[Message, str], Iterator[Problem]]

LONGEST_TEXT = 5000
MOST_EMOJIS = 20
MOST_SUBSTITUTIONS = 100


def text(message: Message, where: str) -> Iterator[Problem]:
    yield from fields.text(message, "text", where, LONGEST_TEXT)
    emojis = fields.objects(message, "emojis", where, MOST_EMOJIS)
    yield from fields.size(emojis, "emojis", where, 0, MOST_EMOJIS)
    units = str(message.get("text", "")).encode("utf-16-le", "surrogatepass")
    for position, emoji in enumerate(emojis):
        yield from _emoji(emoji, units, f"{where}.emojis[{position}]")


def text_v2(message: Message, where: str) -> Iterator[Problem]:
    yield from fields.text(message, "text", where, LONGEST_TEXT)
    substitution = message.get("substitution", {})
    if not isinstance(substitution, dict):
        raise Malformed(where)
    if len(substitution) > MOST_SUBSTITUTIONS:
        yield Problem(f"Size must be between 0 and {MOST_SUBSTITUTIONS}", f"{where}.substitution")
    for key, value in substitution.items():
        if not isinstance(value, dict):
            raise Malformed(where)
        if value.get("type") not in ("mention", "emoji"):
            yield Problem("Must be one of the following values: [mention, emoji]", f"{where}.substitution.{key}.type")


def sticker(message: Message, where: str) -> Iterator[Problem]:
    missing = [*fields.text(message, "packageId", where, 20), *fields.text(message, "stickerId", where, 20)]
    yield from missing
    if not missing and not is_sendable(message["packageId"], message["stickerId"]):
        yield Problem("Must be a sticker that the Messaging API can send", f"{where}.stickerId")


def image(message: Message, where: str) -> Iterator[Problem]:
    yield from fields.url(message, "originalContentUrl", where)
    yield from fields.url(message, "previewImageUrl", where)


def video(message: Message, where: str) -> Iterator[Problem]:
    yield from image(message, where)
    yield from fields.text(message, "trackingId", where, 100, required=False)


def audio(message: Message, where: str) -> Iterator[Problem]:
    yield from fields.url(message, "originalContentUrl", where)
    yield from fields.number(message, "duration", where, 1, 2**63 - 1)


def location(message: Message, where: str) -> Iterator[Problem]:
    yield from fields.text(message, "title", where, 100)
    yield from fields.text(message, "address", where, 100)
    yield from fields.number(message, "latitude", where, -90, 90)
    yield from fields.number(message, "longitude", where, -180, 180)


def imagemap(message: Message, where: str) -> Iterator[Problem]:
    yield from fields.url(message, "baseUrl", where)
    yield from fields.text(message, "altText", where, 1500)
    yield from fields.mapping(message, "baseSize", where)
    yield from fields.size(fields.objects(message, "actions", where, 50), "actions", where, 1, 50)


def template(message: Message, where: str) -> Iterator[Problem]:
    yield from fields.text(message, "altText", where, 1500)
    yield from fields.mapping(message, "template", where)


def flex(message: Message, where: str) -> Iterator[Problem]:
    yield from fields.text(message, "altText", where, 1500)
    yield from fields.mapping(message, "contents", where)


def coupon(message: Message, where: str) -> Iterator[Problem]:
    yield from fields.text(message, "couponId", where, 100)


RULES: dict[str, Rule] = {
    "text": text,
    "textV2": text_v2,
    "sticker": sticker,
    "image": image,
    "video": video,
    "audio": audio,
    "location": location,
    "imagemap": imagemap,
    "template": template,
    "flex": flex,
    "coupon": coupon,
}


def _emoji(emoji: Message, units: bytes, where: str) -> Iterator[Problem]:
    yield from fields.text(emoji, "productId", where, 100)
    yield from fields.text(emoji, "emojiId", where, 100)
    index = emoji.get("index")
    if isinstance(index, bool) or not isinstance(index, int):
        raise Malformed(where)
    if index < 0 or units[2 * index : 2 * index + 2] != "$".encode("utf-16-le"):
        yield Problem("Must point at a '$' character", f"{where}.index")
