"""One webhook event of each kind that LINE documents, by name; composed by hand."""

from typing import Any

USER = "U0123456789abcdef0123456789abcdef"
GROUP = "C0123456789abcdef0123456789abcdef"
ROOM = "R0123456789abcdef0123456789abcdef"
REPLY_TOKEN = "757913772c4646b784d4b7ce46d12671"
FROM_USER = {"type": "user", "userId": USER}
FROM_GROUP = {"type": "group", "groupId": GROUP, "userId": USER}

Sample = dict[str, Any]


def event(kind: str, source: Sample | None = FROM_USER, **more: object) -> Sample:
    sample: Sample = {
        "type": kind,
        "mode": "active",
        "timestamp": 1767225600000,
        "webhookEventId": "01KDVNP0T0ABCDEFGHJKMNPQRS",
        "deliveryContext": {"isRedelivery": False},
        **more,
    }
    return sample if source is None else {**sample, "source": source}


def message(kind: str, source: Sample | None = FROM_USER, **more: object) -> Sample:
    content = {"id": "468789577898262530", "type": kind, "markAsReadToken": "30yhdy232", **more}
    return event("message", source, replyToken=REPLY_TOKEN, message=content)


LINE_HOLDS_IT = {"type": "line"}

MESSAGES = {
    "text": message("text", text="สวัสดี", quoteToken="q3Plxr4AgKd"),
    "text_in_full": message(
        "text",
        FROM_GROUP,
        text="🍎 (love) @Dewi hi @All",
        quoteToken="q3Plxr4AgKd",
        quotedMessageId="468789532432007169",
        emojis=[{"index": 3, "length": 6, "productId": "5ac1bfd5040ab15980c9b435", "emojiId": "001"}],
        mention={
            "mentionees": [
                {"index": 10, "length": 5, "type": "user", "userId": USER, "isSelf": True},
                {"index": 19, "length": 4, "type": "all"},
            ]
        },
    ),
    "image": message("image", contentProvider=LINE_HOLDS_IT, quoteToken="q"),
    "image_of_set": message(
        "image",
        contentProvider=LINE_HOLDS_IT,
        quoteToken="q",
        imageSet={
            "id": "E005D41A7288F41B65593ED38FF6E9834B046AB36A37921A56BC236F13A91855",
            "index": 1,
            "total": 2,
        },
    ),
    "image_elsewhere": message(
        "image",
        contentProvider={
            "type": "external",
            "originalContentUrl": "https://example.com/a.jpg",
            "previewImageUrl": "https://example.com/b.jpg",
        },
        quoteToken="q",
    ),
    "video": message("video", contentProvider=LINE_HOLDS_IT, duration=60000, quoteToken="q"),
    "audio": message("audio", contentProvider=LINE_HOLDS_IT, duration=1500),
    "file": message("file", fileName="ใบเสร็จ.pdf", fileSize=2138),
    "location": message("location", title="Monas", address="Gambir", latitude=-6.175392, longitude=106.827153),
    "sticker": message(
        "sticker",
        packageId="446",
        stickerId="1988",
        stickerResourceType="ANIMATION_SOUND",
        keywords=["hello", "bye"],
        quoteToken="q",
    ),
    "sticker_with_text": message(
        "sticker",
        packageId="12287",
        stickerId="738839",
        stickerResourceType="MESSAGE",
        text="Let's",
        quoteToken="q",
    ),
}

EVENTS = {
    "messageEdited": event(
        "messageEdited",
        FROM_GROUP,
        replyToken=REPLY_TOKEN,
        message={"id": "468789577898262530", "type": "text", "text": "better", "quoteToken": "q2"},
    ),
    "unsend": event("unsend", unsend={"messageId": "325708"}),
    "follow": event("follow", replyToken=REPLY_TOKEN, follow={"isUnblocked": True}),
    "unfollow": event("unfollow"),
    "join": event("join", {"type": "group", "groupId": GROUP}, replyToken=REPLY_TOKEN),
    "leave": event("leave", {"type": "room", "roomId": ROOM}),
    "memberJoined": event(
        "memberJoined",
        {"type": "group", "groupId": GROUP},
        replyToken=REPLY_TOKEN,
        joined={"members": [{"type": "user", "userId": USER}, {"type": "user"}]},
    ),
    "memberLeft": event(
        "memberLeft",
        {"type": "group", "groupId": GROUP},
        left={"members": [{"type": "user", "userId": USER}]},
    ),
    "postback": event(
        "postback",
        replyToken=REPLY_TOKEN,
        postback={"data": "buy=1", "params": {"datetime": "2026-01-01T00:00"}},
    ),
    "videoPlayComplete": event(
        "videoPlayComplete", replyToken=REPLY_TOKEN, videoPlayComplete={"trackingId": "track-1"}
    ),
    "beacon": event("beacon", replyToken=REPLY_TOKEN, beacon={"hwid": "d41d8cd98f", "type": "enter", "dm": "ff"}),
    "accountLink": event("accountLink", replyToken=REPLY_TOKEN, link={"result": "ok", "nonce": "n-0S6_WzA2Mj"}),
    "accountLink_failed": event("accountLink", None, link={"result": "failed", "nonce": "n-0S6_WzA2Mj"}),
    "membership": event("membership", replyToken=REPLY_TOKEN, membership={"type": "joined", "membershipId": 3189}),
    "module_attached": event(
        "module",
        None,
        module={"type": "attached", "botId": USER, "scopes": ["message:send", "message:receive"]},
    ),
    "module_detached": event("module", None, module={"type": "detached", "botId": USER, "reason": "bot_deleted"}),
    "activated": event("activated", None, chatControl={"expireAt": 1767225660000}),
    "deactivated": event("deactivated", None),
    "botSuspended": event("botSuspended", None),
    "botResumed": event("botResumed", None),
    "delivery": event("delivery", delivery={"data": "15034552939884E28681A7D668CEA94C"}),
}

ALL = {**MESSAGES, **EVENTS}
