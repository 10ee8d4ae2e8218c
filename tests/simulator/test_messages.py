"""Reply and push through LINE's own client: acceptance, refusals, retry keys, quota, blocked people."""

import json
import uuid
from typing import Any

import pytest
import requests
from linebot.v3.messaging import (
    ApiException,
    AudioMessage,
    ImageMessage,
    LocationMessage,
    MessagingApi,
    PushMessageRequest,
    QuickReply,
    QuickReplyItem,
    ReplyMessageRequest,
    StickerMessage,
    TextMessage,
    TextMessageV2,
    VideoMessage,
)
from linebot.v3.messaging import MessageAction as Say

from tests.simulator.bot import Bot
from tests.simulator.steering import Steering

PICTURE = "https://example.com/a%20cup.png"


def push(api: MessagingApi, to: str, *messages: Any, key: str | None = None) -> Any:
    request = PushMessageRequest(to=to, messages=list(messages or [TextMessage(text="Halo")]))
    return api.push_message(request, key) if key else api.push_message(request)


def refusal(error: pytest.ExceptionInfo[ApiException]) -> tuple[int, dict[str, Any]]:
    return error.value.status, json.loads(error.value.body)


def test_every_common_kind_is_accepted_and_reaches_the_phone(api: MessagingApi, steer: Steering) -> None:
    ayu = steer.people[0]["user_id"]
    kinds = [
        TextMessage(text="Halo 🍎", quick_reply=QuickReply(items=[QuickReplyItem(action=Say(label="Ya", text="Ya"))])),
        TextMessageV2(text="Terima kasih"),
        StickerMessage(package_id="446", sticker_id="1988"),
        ImageMessage(original_content_url=PICTURE, preview_image_url="http://127.0.0.1:8000/media/x"),
        LocationMessage(title="Toko", address="Jl. Melati 5", latitude=-6.2, longitude=106.8),
    ]
    sent = push(api, ayu, *kinds).sent_messages
    assert [len(message.id) >= 18 for message in sent] == [True] * 5
    assert [bool(message.quote_token) for message in sent] == [True, True, True, True, False]
    push(
        api,
        ayu,
        AudioMessage(original_content_url=PICTURE, duration=1000),
        VideoMessage(original_content_url=PICTURE, preview_image_url=PICTURE, tracking_id="t-1"),
    )
    assert [message["body"]["type"] for message in steer.phone(ayu)] == [
        "text",
        "textV2",
        "sticker",
        "image",
        "location",
        "audio",
        "video",
    ]


def test_a_reply_is_free_and_its_token_works_once(api: MessagingApi, steer: Steering, bot: Bot) -> None:
    token = steer.event("text", text="Halo")["replyToken"]
    request = ReplyMessageRequest(reply_token=token, messages=[TextMessage(text="Hai")])
    assert api.reply_message(request).sent_messages[0].id
    with pytest.raises(ApiException) as caught:
        api.reply_message(request)
    assert refusal(caught) == (400, {"message": "Invalid reply token"})
    assert api.get_message_quota_consumption().total_usage == 0
    assert [entry["kind"] for entry in steer.ledger()] == ["reply"]


def test_a_reply_token_lives_one_minute(api: MessagingApi, steer: Steering, bot: Bot) -> None:
    early, late = (steer.event("text", text="Halo")["replyToken"] for _ in range(2))
    steer.wait()
    steer.advance(55)
    api.reply_message(ReplyMessageRequest(reply_token=early, messages=[TextMessage(text="Hai")]))
    steer.advance(6)
    with pytest.raises(ApiException) as caught:
        api.reply_message(ReplyMessageRequest(reply_token=late, messages=[TextMessage(text="Hai")]))
    assert refusal(caught) == (400, {"message": "Invalid reply token"})


def test_a_retry_key_is_accepted_once_in_24_hours(api: MessagingApi, steer: Steering) -> None:
    ayu, key = steer.people[0]["user_id"], str(uuid.uuid4())
    first = api.push_message_with_http_info(
        PushMessageRequest(to=ayu, messages=[TextMessage(text="Halo")]), x_line_retry_key=key
    )
    with pytest.raises(ApiException) as caught:
        push(api, ayu, TextMessage(text="Another text"), key=key.upper())
    status, body = refusal(caught)
    assert (status, body["message"]) == (409, "The retry key is already accepted")
    assert [one["id"] for one in body["sentMessages"]] == [one.id for one in first.data.sent_messages]
    assert caught.value.headers["x-line-accepted-request-id"] == first.headers["x-line-request-id"]
    assert caught.value.headers["x-line-request-id"] != first.headers["x-line-request-id"]
    assert len(steer.ledger()) == len(steer.phone(ayu)) == api.get_message_quota_consumption().total_usage == 1
    steer.advance(24 * 3600 + 1)
    push(api, ayu, key=key)
    assert len(steer.ledger()) == 2


def test_wrong_uses_of_retry_keys(api: MessagingApi, steer: Steering, bot: Bot) -> None:
    with pytest.raises(ApiException) as caught:
        push(api, steer.people[0]["user_id"], key="not-a-uuid")
    assert caught.value.status == 400
    answer = requests.post(
        f"{steer.url}/v2/bot/message/reply",
        timeout=5,
        headers={
            "Authorization": f"Bearer {steer.account['channel_access_token']}",
            "X-Line-Retry-Key": str(uuid.uuid4()),
        },
        json={"replyToken": steer.event("text")["replyToken"], "messages": [{"type": "text", "text": "Hai"}]},
    )
    assert answer.status_code == 400
    assert steer.ledger() == []


@pytest.mark.parametrize(
    ("to", "message"),
    [
        ("@kopilereng", "The property, 'to', in the request body is invalid (line: -, column: -)"),
        ("U" + "0" * 32, "Failed to send messages"),
        ("C" + "0" * 32, "Failed to send messages"),
    ],
)
def test_wrong_recipients(api: MessagingApi, to: str, message: str) -> None:
    with pytest.raises(ApiException) as caught:
        push(api, to)
    assert refusal(caught) == (400, {"message": message})


def test_pushes_are_counted_per_recipient_until_the_month_is_full(api: MessagingApi, steer: Steering) -> None:
    ayu, group = steer.people[0]["user_id"], steer.group
    steer.event("join", chat=group["chat_id"])
    steer.change(quota_value=5)
    push(api, group["chat_id"], TextMessage(text="Halo"), TextMessage(text="semua"))
    assert (api.get_message_quota().value, api.get_message_quota_consumption().total_usage) == (5, 4)
    push(api, ayu)
    with pytest.raises(ApiException) as caught:
        push(api, ayu)
    assert refusal(caught) == (429, {"message": "You have reached your monthly limit."})
    steer.advance(32 * 86_400)
    push(api, ayu)


def test_blocked_people_are_accepted_but_neither_reached_nor_counted(
    api: MessagingApi, steer: Steering, bot: Bot
) -> None:
    ayu = steer.people[0]["user_id"]
    steer.event("block")
    push(api, ayu)
    assert [message["delivered"] for message in steer.phone(ayu)] == [False]
    assert api.get_message_quota_consumption().total_usage == 0
    with pytest.raises(ApiException) as caught:
        api.get_profile(ayu)
    assert caught.value.status == 404


def test_a_quote_must_come_from_the_same_chat(api: MessagingApi, steer: Steering, bot: Bot) -> None:
    ayu, bagas = steer.people[0]["user_id"], steer.people[1]["user_id"]
    quote = steer.event("text", text="Berapa?")["message"]["quoteToken"]
    push(api, ayu, TextMessage(text="Dua puluh", quote_token=quote))
    with pytest.raises(ApiException) as caught:
        push(api, bagas, TextMessage(text="Dua puluh", quote_token=quote))
    assert refusal(caught)[1]["details"][0]["property"] == "messages[0].quoteToken"
