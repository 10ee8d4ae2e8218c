"""Webhooks: their bytes and seal, every type through LINE's own parser, order, redelivery and knobs."""

import json
from typing import Any

import pytest
from linebot.v3.messaging import ApiException, MessagingApi, ReplyMessageRequest, TextMessage
from linebot.v3.webhook import UnknownEvent, WebhookParser

from qontak_line.simulator.sample_events import EVENTS
from tests.simulator.bot import Bot, Delivery
from tests.simulator.steering import Steering


def parse(steer: Steering, delivery: Delivery) -> list[Any]:
    """The events, after LINE's own parser checked the signature."""
    parser = WebhookParser(steer.account["channel_secret"])
    events: list[Any] = parser.parse(delivery.body.decode(), delivery.headers["x-line-signature"])
    return events


def raw(delivery: Delivery) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(delivery.body)
    return body


def test_a_text_as_line_sends_it(steer: Steering, bot: Bot) -> None:
    steer.event("text", text="Kopi 🤨 satu ☕ ก")
    delivery = bot.wait_for(1)[0]
    assert delivery.headers["user-agent"] == "LineBotWebhook/2.0"
    assert delivery.headers["content-type"] == "application/json; charset=utf-8"
    assert b"\\ud83e\\udd28" in delivery.body, "astral characters are escaped"
    assert "☕ ก".encode() in delivery.body, "all others are plain UTF-8"
    assert raw(delivery)["destination"] == steer.account["bot_user_id"]
    (event,) = parse(steer, delivery)
    assert event.message.text == "Kopi 🤨 satu ☕ ก"
    assert event.source.user_id == steer.people[0]["user_id"]
    assert len(event.webhook_event_id) == 26
    assert not event.delivery_context.is_redelivery
    assert event.message.quote_token and event.message.mark_as_read_token


def test_every_kind_of_message_is_understood(steer: Steering, bot: Bot) -> None:
    kinds = ["text", "sticker", "image", "video", "audio", "file", "location"]
    sent = [steer.event(kind)["message"]["id"] for kind in kinds]
    events = [parse(steer, delivery)[0] for delivery in bot.wait_for(len(kinds))]
    assert [event.message.type for event in events] == kinds
    assert [event.message.id for event in events] == sent


def test_every_sample_event_is_understood(steer: Steering, bot: Bot) -> None:
    names = [
        name
        for name in EVENTS
        for _ in steer.post(f"{steer.base}/events", type="sample", name=name, user=steer.people[0]["user_id"])["events"]
    ]
    events = [parse(steer, delivery)[0] for delivery in bot.wait_for(len(names))]
    unknown = [name for name, event in zip(names, events, strict=True) if isinstance(event, UnknownEvent)]
    assert unknown == ["unknown"]


def test_people_come_and_go(steer: Steering, bot: Bot) -> None:
    group = steer.group["chat_id"]
    steer.event("block")
    steer.event("follow")
    steer.event("join", chat=group)
    steer.event("enter", person=5, chat=group)
    steer.event("exit", person=5, chat=group)
    steer.event("leave", chat=group)
    steer.event("postback", data="a=1", params={"date": "2026-11-23"})
    events = [parse(steer, delivery)[0] for delivery in bot.wait_for(7)]
    assert [event.type for event in events] == [
        "unfollow",
        "follow",
        "join",
        "memberJoined",
        "memberLeft",
        "leave",
        "postback",
    ]
    assert events[1].follow.is_unblocked is True
    assert [member.user_id for member in events[3].joined.members] == [steer.people[5]["user_id"]]
    assert not hasattr(events[0], "reply_token") and events[1].reply_token


def test_unsend_and_edit_in_a_group(steer: Steering, bot: Bot) -> None:
    group = steer.group["chat_id"]
    steer.event("join", chat=group)
    message = steer.event("text", chat=group, text="satu")["message"]
    steer.event("edit", message=message["id"], text="dua")
    steer.event("unsend", message=message["id"])
    deliveries = bot.wait_for(4)
    (edited,) = parse(steer, deliveries[2])
    assert (edited.type, edited.message.id, edited.message.text) == ("messageEdited", message["id"], "dua")
    assert edited.message.quote_token != message["quoteToken"]
    assert "markAsReadToken" not in raw(deliveries[2])["events"][0]["message"]
    (unsent,) = parse(steer, deliveries[3])
    assert (unsent.unsend.message_id, unsent.source.group_id) == (message["id"], group)


def test_order_is_kept_within_a_channel(steer: Steering, bot: Bot) -> None:
    for number in range(20):
        steer.event("text", text=str(number))
    texts = [raw(delivery)["events"][0]["message"]["text"] for delivery in bot.wait_for(20)]
    assert texts == [str(number) for number in range(20)]


def test_nothing_is_sent_while_use_webhook_is_off(steer: Steering, bot: Bot) -> None:
    steer.change(use_webhook=False)
    steer.event("text")
    steer.wait()
    assert bot.deliveries == []
    assert steer.get(f"{steer.base}/webhooks")["webhooks"][0]["reason"] == "Use webhook is off"


def test_without_redelivery_a_failure_is_final(steer: Steering, bot: Bot) -> None:
    bot.answers = [500]
    steer.event("text")
    steer.wait()
    steer.advance(60)
    steer.wait()
    assert len(bot.deliveries) == 1
    assert steer.get(f"{steer.base}/webhooks")["webhooks"][0]["state"] == "failed"


def test_redelivery_repeats_the_same_event(steer: Steering, bot: Bot, api: MessagingApi) -> None:
    steer.change(redelivery=True)
    bot.answers = [500, 503]
    steer.event("text")
    bot.wait_for(1)
    for count in (2, 3):
        steer.advance(30)
        bot.wait_for(count)
    events = [raw(delivery)["events"][0] for delivery in bot.deliveries]
    assert [event["deliveryContext"]["isRedelivery"] for event in events] == [False, True, True]
    assert len({(event["webhookEventId"], event["replyToken"]) for event in events}) == 1
    parse(steer, bot.deliveries[2])
    steer.advance(55)
    reply(api, events[0]["replyToken"])


def test_a_reply_token_is_not_refreshed_after_20_minutes(steer: Steering, bot: Bot, api: MessagingApi) -> None:
    token = steer.event("text")["replyToken"]
    steer.wait()
    steer.advance(19 * 60)
    send_again(steer)
    bot.wait_for(2)
    steer.advance(65)
    send_again(steer)
    bot.wait_for(3)
    with pytest.raises(ApiException):
        reply(api, token)


def reply(api: MessagingApi, token: str) -> None:
    api.reply_message(ReplyMessageRequest(reply_token=token, messages=[TextMessage(text="Hai")]))


def send_again(steer: Steering) -> None:
    newest = steer.get(f"{steer.base}/webhooks")["webhooks"][0]["id"]
    steer.post(f"{steer.base}/webhooks/{newest}/again")
