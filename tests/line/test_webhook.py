import contextlib
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from linebot.v3 import WebhookParser

from qontak_line.line import MalformedEvent, events, incoming, parse_event, sources
from qontak_line.line.signature import sign
from tests.line import webhook_samples as samples
from tests.line.webhook_samples import ALL, EVENTS, MESSAGES, Sample


def parse_message(name: str) -> Any:
    event = parse_event(MESSAGES[name])
    assert isinstance(event, events.MessageEvent)
    return event.message


def test_what_every_event_has() -> None:
    event = parse_event(MESSAGES["text"])
    assert event.occurred_at == datetime(2026, 1, 1, tzinfo=UTC)
    assert (event.mode, event.is_redelivery) == ("active", False)
    assert event.webhook_event_id == "01KDVNP0T0ABCDEFGHJKMNPQRS"
    assert event.reply_token == samples.REPLY_TOKEN
    assert event.source == sources.UserSource(type="user", user_id=samples.USER)


def test_text_with_everything() -> None:
    message = parse_message("text_in_full")
    assert message == incoming.TextMessage(
        id="468789577898262530",
        type="text",
        quote_token="q3Plxr4AgKd",
        mark_as_read_token="30yhdy232",
        text="🍎 (love) @Dewi hi @All",
        emojis=(incoming.Emoji(index=3, length=6, product_id="5ac1bfd5040ab15980c9b435", emoji_id="001"),),
        mentions=(
            incoming.Mention(index=10, length=5, type="user", user_id=samples.USER, is_self=True),
            incoming.Mention(index=19, length=4, type="all"),
        ),
        quoted_message_id="468789532432007169",
    )


def test_media() -> None:
    held = incoming.ContentProvider(type="line")
    assert parse_message("image").content_provider == held
    assert parse_message("image_of_set").image_set.index == 1
    assert parse_message("image_elsewhere").content_provider.original_content_url == "https://example.com/a.jpg"
    assert (parse_message("video").content_provider, parse_message("video").duration) == (held, 60000)
    assert (parse_message("audio").duration, parse_message("audio").quote_token) == (1500, None)
    assert (parse_message("file").file_name, parse_message("file").file_size) == ("ใบเสร็จ.pdf", 2138)


def test_location_and_stickers() -> None:
    place = parse_message("location")
    assert (place.latitude, place.longitude, place.title) == (-6.175392, 106.827153, "Monas")
    sticker = parse_message("sticker")
    assert (sticker.package_id, sticker.sticker_id, sticker.keywords) == ("446", "1988", ("hello", "bye"))
    assert parse_message("sticker_with_text").text == "Let's"


@pytest.mark.parametrize(
    ("name", "kind", "says"),
    [
        ("messageEdited", events.MessageEditedEvent, {}),
        ("unsend", events.UnsendEvent, {"message_id": "325708"}),
        ("follow", events.FollowEvent, {"is_unblocked": True}),
        ("unfollow", events.UnfollowEvent, {"reply_token": None}),
        ("join", events.JoinEvent, {}),
        ("leave", events.LeaveEvent, {}),
        ("memberJoined", events.MemberJoinedEvent, {"user_ids": (samples.USER,)}),
        ("memberLeft", events.MemberLeftEvent, {"user_ids": (samples.USER,)}),
        ("postback", events.PostbackEvent, {"data": "buy=1", "params": {"datetime": "2026-01-01T00:00"}}),
        ("videoPlayComplete", events.VideoPlayCompleteEvent, {"tracking_id": "track-1"}),
        (
            "beacon",
            events.BeaconEvent,
            {"hwid": "d41d8cd98f", "beacon_type": "enter", "device_message": "ff"},
        ),
        ("accountLink", events.AccountLinkEvent, {"result": "ok", "nonce": "n-0S6_WzA2Mj"}),
        ("accountLink_failed", events.AccountLinkEvent, {"result": "failed", "source": None}),
        ("membership", events.MembershipEvent, {"membership_type": "joined", "membership_id": 3189}),
        (
            "module_attached",
            events.ModuleEvent,
            {"module_type": "attached", "scopes": ("message:send", "message:receive")},
        ),
        ("module_detached", events.ModuleEvent, {"module_type": "detached", "reason": "bot_deleted"}),
        ("activated", events.ActivatedEvent, {"expire_at": 1767225660000}),
        ("deactivated", events.DeactivatedEvent, {}),
        ("botSuspended", events.BotSuspendedEvent, {}),
        ("botResumed", events.BotResumedEvent, {}),
        ("delivery", events.DeliveryEvent, {"data": "15034552939884E28681A7D668CEA94C"}),
    ],
)
def test_event_types(name: str, kind: type, says: dict[str, object]) -> None:
    event = parse_event(EVENTS[name])
    assert type(event) is kind
    assert {field: getattr(event, field) for field in says} == says


@pytest.mark.parametrize("name", ALL)
def test_lines_own_parser_reads_the_same(name: str) -> None:
    """The samples are LINE's shape, and we find in them what LINE's SDK finds."""
    body = json.dumps({"destination": samples.USER, "events": [ALL[name]]})
    [theirs] = WebhookParser("secret").parse(body, sign("secret", body.encode()))
    ours = parse_event(ALL[name])
    assert (ours.type, ours.timestamp, ours.mode) == (theirs.type, theirs.timestamp, theirs.mode)
    assert ours.webhook_event_id == theirs.webhook_event_id
    assert ours.is_redelivery == theirs.delivery_context.is_redelivery
    assert ours.reply_token == getattr(theirs, "reply_token", None)
    assert (ours.source and ours.source.user_id) == (theirs.source and getattr(theirs.source, "user_id", None))
    if isinstance(ours, events.MessageEvent):
        for field in _shared_fields(ours.message, theirs.message):
            assert _plain(getattr(ours.message, field)) == _plain(getattr(theirs.message, field)), field


def _shared_fields(ours: object, theirs: object) -> set[str]:
    nested = {"content_provider", "image_set", "emojis"}
    shared = set(ours.__dataclass_fields__) & set(theirs.__fields__)  # type: ignore[attr-defined]
    assert shared >= {"id", "type"}
    return shared - nested


def _plain(value: object) -> object:
    return (list(value) if isinstance(value, tuple) else value) or None


@pytest.mark.parametrize(
    ("source", "chat_id", "user_id"),
    [
        ({"type": "user", "userId": samples.USER}, samples.USER, samples.USER),
        ({"type": "user"}, None, None),
        (samples.FROM_GROUP, samples.GROUP, samples.USER),
        ({"type": "group", "groupId": samples.GROUP}, samples.GROUP, None),
        ({"type": "room", "roomId": samples.ROOM, "userId": samples.USER}, samples.ROOM, samples.USER),
        ({"type": "square", "squareId": "S1"}, None, None),
    ],
)
def test_sources(source: Sample, chat_id: str | None, user_id: str | None) -> None:
    parsed = parse_event(samples.message("text", source, text="hi")).source
    assert parsed is not None
    assert (parsed.chat_id, parsed.user_id) == (chat_id, user_id)


def test_what_line_invents_later_is_unknown() -> None:
    assert type(parse_event(samples.event("telepathy", thought={"strength": 9}))) is events.UnknownEvent
    message = parse_event(samples.message("hologram", frames=[1, 2]))
    assert isinstance(message, events.MessageEvent)
    assert type(message.message) is incoming.UnknownMessage
    assert message.message.id == "468789577898262530"


@pytest.mark.parametrize("name", ALL)
def test_new_fields_and_nulls_change_nothing(name: str) -> None:
    grown = _grow(ALL[name])
    assert parse_event(grown) == parse_event(ALL[name])


def _grow(value: object) -> object:
    if isinstance(value, list):
        return [_grow(item) for item in value]
    if isinstance(value, dict) and set(value) != {"datetime"}:
        return {**{key: _grow(part) for key, part in value.items()}, "x-new": {"a": [1]}, "title2": None}
    return value


def test_only_what_matters_must_be_there() -> None:
    event = parse_event({"type": "message", "timestamp": 1, "message": {"id": "1", "type": "text", "text": ""}})
    assert event == events.MessageEvent(
        type="message", timestamp=1, message=incoming.TextMessage(id="1", type="text", text="")
    )


@pytest.mark.parametrize("token", ["0" * 32, "f" * 32])
def test_dummy_events_of_the_verify_button_cannot_be_replied_to(token: str) -> None:
    assert parse_event({**MESSAGES["text"], "replyToken": token}).reply_token is None


def test_nothing_is_replied_in_standby() -> None:
    assert parse_event({**MESSAGES["text"], "mode": "standby"}).reply_token is None


def test_texts_can_be_stored_and_offsets_still_fit() -> None:
    message = parse_event(samples.message("text", text="a\x00b\ud83d!"))
    assert isinstance(message, events.MessageEvent)
    assert isinstance(message.message, incoming.TextMessage)
    assert message.message.text == "a\ufffdb\ufffd!"


def test_a_printed_event_tells_nothing_of_what_was_said() -> None:
    shown = repr([parse_event(sample) for sample in ALL.values()])
    for word in ("สวัสดี", samples.REPLY_TOKEN, "q3Plxr4AgKd", "30yhdy232", "buy=1", "Gambir", "n-0S6_WzA2Mj"):
        assert word not in shown


@pytest.mark.parametrize(
    "raw",
    [
        None,
        [],
        "message",
        {},
        {"type": "message"},
        {"type": 7, "timestamp": 1},
        {"type": "unfollow", "timestamp": True},
        {"type": "unfollow", "timestamp": 10**30},
        {"type": "unfollow", "timestamp": float("inf")},
        samples.event("message"),
        samples.event("message", message=[]),
        samples.event("unsend", unsend={"messageId": ""}),
        samples.message("text", text=["hi"]),
        samples.message("text", {"type": "group"}, text="hi"),
        samples.message("text", {"type": "user", "userId": "U" * 10_000}, text="hi"),
        samples.message("location", latitude=float("nan"), longitude=0),
        samples.message("location", latitude=10**400, longitude=0),
        samples.message("sticker", packageId="1", stickerId="1", keywords=["a", 1]),
    ],
)
def test_wrong_shapes_are_malformed(raw: object) -> None:
    with pytest.raises(MalformedEvent):
        parse_event(raw)


@pytest.mark.parametrize(
    "decoration",
    [
        {"emojis": "many"},
        {"emojis": [7, {"index": -1, "length": 1, "productId": "1", "emojiId": "1"}]},
        {"mention": []},
        {"mention": {"mentionees": "all"}},
        {"mention": {"mentionees": [{"index": "x"}]}},
    ],
)
def test_an_unreadable_decoration_does_not_cost_the_words(decoration: dict[str, Any]) -> None:
    event = parse_event(samples.message("text", text="hi", **decoration))
    assert isinstance(event, events.MessageEvent) and isinstance(event.message, incoming.TextMessage)
    assert (event.message.text, event.message.emojis, event.message.mentions) == ("hi", (), ())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(JSON)
@settings(max_examples=200, deadline=None)
def test_any_json_is_an_event_or_malformed(raw: object) -> None:
    _parse_or_malformed(raw)


@given(st.sampled_from(sorted(ALL)), st.data())
@settings(max_examples=400, deadline=None)
def test_any_mutated_event_is_an_event_or_malformed(name: str, data: st.DataObject) -> None:
    _parse_or_malformed(_mutate(ALL[name], data))


def _mutate(value: object, data: st.DataObject) -> object:
    """The same JSON with one part, anywhere in it, replaced by any JSON."""
    if isinstance(value, dict) and value and data.draw(st.integers(0, 4)):
        key = data.draw(st.sampled_from(sorted(value)))
        return {**value, key: _mutate(value[key], data)}
    if isinstance(value, list) and value and data.draw(st.booleans()):
        return [_mutate(value[0], data), *value[1:]]
    return data.draw(JSON)


def _parse_or_malformed(raw: object) -> None:
    with contextlib.suppress(MalformedEvent):
        assert isinstance(parse_event(raw), events.Event)
