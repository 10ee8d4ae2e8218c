"""LINE's webhook JSON → events, by a table from type to reader. Source: LINE's "Webhook event objects".

Verify the signature over the raw bytes first (see `signature`). New fields and left-out optional ones
are fine, new types become UnknownEvent, UnknownMessage or UnknownSource; a field of the wrong type
makes an event malformed.
"""

from collections.abc import Callable
from typing import TypedDict

from qontak_line.line import events
from qontak_line.line.fields import Fields, WrongShape
from qontak_line.line.incoming_parser import parse_message
from qontak_line.line.sources import Source, parse_source

# The end of the year 9999, the last moment that a datetime holds.
_LATEST = 253_402_300_799_999
# LINE's older "Verify" button sent events with these; nothing can be replied to them.
_DUMMY_REPLY_TOKENS = {"0" * 32, "f" * 32}


class MalformedEvent(ValueError):
    """An event that does not have LINE's shape. Names the field, never its value."""


class _Common(TypedDict):
    type: str
    timestamp: int
    mode: str
    webhook_event_id: str | None
    is_redelivery: bool
    source: Source | None
    reply_token: str | None


def parse_event(raw: object) -> events.Event:
    """One item of the webhook's `events`, as `json.loads` gave it. Raises MalformedEvent and nothing
    else."""
    try:
        fields = Fields(raw)
        common = _common(fields)
        reader = _READERS.get(common["type"])
        return reader(fields, common) if reader else _BARE.get(common["type"], events.UnknownEvent)(**common)
    except WrongShape as wrong:
        raise MalformedEvent(str(wrong)) from None


def _common(fields: Fields) -> _Common:
    source, delivery = fields.optional_part("source"), fields.optional_part("deliveryContext")
    mode = fields.optional_text("mode") or "active"
    return {
        "type": fields.identifier("type"),
        "timestamp": fields.whole("timestamp", _LATEST),
        "mode": mode,
        "webhook_event_id": fields.optional_identifier("webhookEventId"),
        "is_redelivery": bool(delivery and delivery.optional_flag("isRedelivery")),
        "source": parse_source(source) if source else None,
        "reply_token": _usable(fields.optional_text("replyToken"), mode),
    }


def _usable(reply_token: str | None, mode: str) -> str | None:
    if mode == "standby" or reply_token in _DUMMY_REPLY_TOKENS:
        return None
    return reply_token or None


def _message(fields: Fields, common: _Common) -> events.Event:
    return events.MessageEvent(**common, message=parse_message(fields.part("message")))


def _message_edited(fields: Fields, common: _Common) -> events.Event:
    return events.MessageEditedEvent(**common, message=parse_message(fields.part("message")))


def _unsend(fields: Fields, common: _Common) -> events.Event:
    return events.UnsendEvent(**common, message_id=fields.part("unsend").identifier("messageId"))


def _follow(fields: Fields, common: _Common) -> events.Event:
    follow = fields.optional_part("follow")
    return events.FollowEvent(**common, is_unblocked=follow.optional_flag("isUnblocked") if follow else None)


def _member_joined(fields: Fields, common: _Common) -> events.Event:
    return events.MemberJoinedEvent(**common, user_ids=_user_ids(fields.part("joined")))


def _member_left(fields: Fields, common: _Common) -> events.Event:
    return events.MemberLeftEvent(**common, user_ids=_user_ids(fields.part("left")))


def _user_ids(fields: Fields) -> tuple[str, ...]:
    ids = (member.optional_identifier("userId") for member in fields.parts("members"))
    return tuple(user_id for user_id in ids if user_id)


def _postback(fields: Fields, common: _Common) -> events.Event:
    postback = fields.part("postback")
    data, params = postback.text("data"), postback.optional_text_map("params")
    return events.PostbackEvent(**common, data=data, params=params)


def _video_play_complete(fields: Fields, common: _Common) -> events.Event:
    tracking_id = fields.part("videoPlayComplete").identifier("trackingId")
    return events.VideoPlayCompleteEvent(**common, tracking_id=tracking_id)


def _beacon(fields: Fields, common: _Common) -> events.Event:
    beacon = fields.part("beacon")
    return events.BeaconEvent(
        **common,
        hwid=beacon.identifier("hwid"),
        beacon_type=beacon.text("type"),
        device_message=beacon.optional_text("dm"),
    )


def _account_link(fields: Fields, common: _Common) -> events.Event:
    link = fields.part("link")
    return events.AccountLinkEvent(**common, result=link.text("result"), nonce=link.text("nonce"))


def _membership(fields: Fields, common: _Common) -> events.Event:
    membership = fields.part("membership")
    kind, membership_id = membership.text("type"), membership.whole("membershipId")
    return events.MembershipEvent(**common, membership_type=kind, membership_id=membership_id)


def _module(fields: Fields, common: _Common) -> events.Event:
    module = fields.part("module")
    return events.ModuleEvent(
        **common,
        module_type=module.text("type"),
        bot_id=module.optional_identifier("botId"),
        scopes=module.optional_texts("scopes"),
        reason=module.optional_text("reason"),
    )


def _activated(fields: Fields, common: _Common) -> events.Event:
    return events.ActivatedEvent(**common, expire_at=fields.part("chatControl").whole("expireAt"))


def _delivery(fields: Fields, common: _Common) -> events.Event:
    return events.DeliveryEvent(**common, data=fields.part("delivery").text("data"))


_READERS: dict[str, Callable[[Fields, _Common], events.Event]] = {
    "message": _message,
    "messageEdited": _message_edited,
    "unsend": _unsend,
    "follow": _follow,
    "memberJoined": _member_joined,
    "memberLeft": _member_left,
    "postback": _postback,
    "videoPlayComplete": _video_play_complete,
    "beacon": _beacon,
    "accountLink": _account_link,
    "membership": _membership,
    "module": _module,
    "activated": _activated,
    "delivery": _delivery,
}

# Events that say all by their type.
_BARE: dict[str, type[events.Event]] = {
    "unfollow": events.UnfollowEvent,
    "join": events.JoinEvent,
    "leave": events.LeaveEvent,
    "deactivated": events.DeactivatedEvent,
    "botSuspended": events.BotSuspendedEvent,
    "botResumed": events.BotResumedEvent,
}
