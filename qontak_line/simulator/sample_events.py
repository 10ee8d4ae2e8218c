"""The rarer events of LINE, one click each: for the phone's list, and for ``{"type": "sample"}`` of the control API."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from qontak_line.simulator import samples, stickers, webhooks, writing
from qontak_line.simulator.accounts import Account
from qontak_line.simulator.events import Event, event
from qontak_line.simulator.people import Person
from qontak_line.simulator.platform import Platform


@dataclass(frozen=True)
class Scene:
    """Who does it, toward which account, in which chat."""

    platform: Platform
    account: Account
    person: Person
    chat_id: str

    def message(self, body: dict[str, Any], kind: str | None = None) -> Event:
        """A message that the phone shows as well; *kind* lends its sample bytes."""
        media = samples.message(kind)[1] if kind else None
        return writing.draft(self.platform, self.account, self.chat_id, self.person, body, media)

    def event(self, kind: str, *, personal: bool = True, **fields: Any) -> Event:
        return event(
            self.platform,
            self.account,
            kind,
            self.person.user_id if personal else self.chat_id,
            user_id=self.person.user_id,
            **fields,
        )


def send(scene: Scene, name: str) -> list[Event]:
    """Make the sample's events and emit them, one webhook each. Raise ValueError for an unknown name."""
    if name not in EVENTS:
        raise ValueError(f"There is no sample {name!r}. There are: {', '.join(sorted(EVENTS))}.")
    made = EVENTS[name](scene)
    for one in made:
        webhooks.emit(scene.platform, scene.account, [one])
    return made


def _decorated_text(scene: Scene) -> list[Event]:
    """LINE emoji and mentions point into the text by UTF-16 units."""
    text = f"(love) @{scene.account.name} kopinya enak 🤨 (moon)"
    bot = {
        "index": 7,
        "length": len(scene.account.name) + 1,
        "type": "user",
        "userId": scene.account.bot_user_id,
        "isSelf": True,
    }
    moon = len(text.encode("utf-16-le")) // 2 - len("(moon)")
    emojis = [
        {"index": 0, "length": 6, "productId": "5ac1bfd5040ab15980c9b435", "emojiId": "001"},
        {"index": moon, "length": 6, "productId": "5ac1bfd5040ab15980c9b435", "emojiId": "002"},
    ]
    return [scene.message({"type": "text", "text": text, "emojis": emojis, "mention": {"mentionees": [bot]}})]


def _quoting_text(scene: Scene) -> list[Event]:
    first = scene.message({"type": "text", "text": "Ada yang besar?"})
    return [
        first,
        scene.message({"type": "text", "text": "Maksudku yang ini", "quotedMessageId": first["message"]["id"]}),
    ]


def _image_set(scene: Scene) -> list[Event]:
    set_id = secrets.token_hex(16).upper()
    return [
        scene.message(
            {"type": "image", **samples.FROM_LINE, "imageSet": {"id": set_id, "index": index, "total": 2}}, "image"
        )
        for index in (2, 1)
    ]


def _external_image(scene: Scene) -> list[Event]:
    provider = {
        "type": "external",
        "originalContentUrl": "https://example.com/original.jpg",
        "previewImageUrl": "https://example.com/preview.jpg",
    }
    return [scene.message({"type": "image", "contentProvider": provider})]


def _worded_sticker(scene: Scene) -> list[Event]:
    body = {**samples.sticker(stickers.SHELF[5]), "stickerResourceType": "MESSAGE", "text": "Love u kak"}
    return [scene.message(body)]


def _failed_link(scene: Scene) -> list[Event]:
    made = scene.event("accountLink", link={"result": "failed", "nonce": secrets.token_hex(16)})
    del made["source"]
    return [made]


def _standby(scene: Scene) -> list[Event]:
    made = scene.message({"type": "text", "text": "Someone else answers this"})
    made["mode"] = "standby"
    del made["replyToken"]
    return [made]


def _early_unsend(scene: Scene) -> list[Event]:
    return [scene.event("unsend", personal=False, unsend={"messageId": "100000000000000001"})]


def _simple(kind: str, **fields: Any) -> Callable[[Scene], list[Event]]:
    return lambda scene: [scene.event(kind, **fields)]


EVENTS: dict[str, Callable[[Scene], list[Event]]] = {
    "text with emoji and mention": _decorated_text,
    "text that quotes": _quoting_text,
    "set of two images": _image_set,
    "image from elsewhere": _external_image,
    "sticker with words": _worded_sticker,
    "text in standby": _standby,
    "unsend of an unknown message": _early_unsend,
    "postback": _simple("postback", postback={"data": "action=order&item=latte"}),
    "postback of a date picker": _simple(
        "postback", postback={"data": "action=book", "params": {"datetime": "2026-12-24T18:30"}}
    ),
    "postback of a rich menu": _simple(
        "postback", postback={"data": "menu", "params": {"newRichMenuAliasId": "menu-b", "status": "SUCCESS"}}
    ),
    "video watched": _simple("videoPlayComplete", videoPlayComplete={"trackingId": "track-1"}),
    "beacon enter": _simple("beacon", beacon={"hwid": "d41d8cd98f", "type": "enter", "dm": "1234"}),
    "beacon stay": _simple("beacon", beacon={"hwid": "d41d8cd98f", "type": "stay"}),
    "account linked": _simple("accountLink", link={"result": "ok", "nonce": "bm9uY2UtMTIzNDU2Nzg5MA"}),
    "account link failed": _failed_link,
    "membership joined": _simple("membership", membership={"type": "joined", "membershipId": 3189}),
    "membership left": _simple("membership", membership={"type": "left", "membershipId": 3189}),
    "membership renewed": _simple("membership", membership={"type": "renewed", "membershipId": 3189}),
    "module attached": _simple(
        "module", module={"type": "attached", "botId": "U" + "5" * 32, "scopes": ["message:send", "message:receive"]}
    ),
    "module detached": _simple("module", module={"type": "detached", "botId": "U" + "5" * 32, "reason": "bot_deleted"}),
    "module activated": _simple("activated", chatControl={"expireAt": 1767225600000}),
    "module deactivated": _simple("deactivated"),
    "bot suspended": _simple("botSuspended"),
    "bot resumed": _simple("botResumed"),
    "notification delivered": _simple("delivery", delivery={"data": "order-2026-0042"}),
    "unknown": _simple("somethingFromTomorrow", novelty={"level": 9}),
}
