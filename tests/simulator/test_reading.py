"""What a bot can read, through LINE's own client: itself, people, groups, content, marks and quota."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import requests
from linebot.v3.messaging import (
    ApiException,
    MarkMessagesAsReadByTokenRequest,
    MessagingApi,
    MessagingApiBlob,
    SetWebhookEndpointRequest,
    ShowLoadingAnimationRequest,
)
from linebot.v3.messaging import TestWebhookEndpointRequest as EndpointTest

from qontak_line.line.signature import sign
from tests.simulator.bot import Bot
from tests.simulator.steering import Steering

NOBODY = "0" * 32


def refused(call: Callable[[], Any]) -> tuple[int, str]:
    with pytest.raises(ApiException) as caught:
        call()
    return caught.value.status, json.loads(caught.value.body)["message"]


def test_the_bot_and_its_picture(api: MessagingApi, steer: Steering) -> None:
    info = api.get_bot_info()
    assert (info.user_id, info.basic_id) == (steer.account["bot_user_id"], steer.account["basic_id"])
    assert (info.display_name, info.chat_mode, info.mark_as_read_mode) == (steer.account["name"], "bot", "auto")
    assert requests.get(info.picture_url, timeout=5).content.startswith(b"\x89PNG\r\n\x1a\n")
    steer.change(chat_mode="chat")
    assert api.get_bot_info().mark_as_read_mode == "manual"


def test_the_webhook_endpoint(api: MessagingApi, steer: Steering) -> None:
    assert refused(api.get_webhook_endpoint) == (404, "Webhook endpoint not found")
    api.set_webhook_endpoint(SetWebhookEndpointRequest(endpoint="https://shop.example/webhooks/line/1"))
    assert api.get_webhook_endpoint().endpoint == "https://shop.example/webhooks/line/1"
    assert api.get_webhook_endpoint().active is True
    steer.change(use_webhook=False)
    assert api.get_webhook_endpoint().active is False


@pytest.mark.parametrize("url", ["http://shop.example/", "ftp://x/", "https://a b/", "nonsense"])
def test_bad_webhook_urls(api: MessagingApi, url: str) -> None:
    request = SetWebhookEndpointRequest(endpoint=url)
    assert refused(lambda: api.set_webhook_endpoint(request)) == (400, "Invalid webhook endpoint URL")


def test_the_webhook_test_really_posts(api: MessagingApi, steer: Steering, bot: Bot) -> None:
    result = api.test_webhook_endpoint()
    assert (result.success, result.status_code, result.reason, result.detail) == (True, 200, "OK", "200")
    delivery = bot.deliveries[0]
    assert json.loads(delivery.body) == {"destination": steer.account["bot_user_id"], "events": []}
    assert delivery.headers["x-line-signature"] == sign(steer.account["channel_secret"], delivery.body)
    bot.answers = [500]
    assert api.test_webhook_endpoint().reason == "ERROR_STATUS_CODE"
    dead = api.test_webhook_endpoint(EndpointTest(endpoint="http://127.0.0.1:9/"))
    assert (dead.success, dead.status_code, dead.reason) == (False, 0, "COULD_NOT_CONNECT")


def test_the_webhook_test_is_limited(api: MessagingApi, steer: Steering, bot: Bot) -> None:
    for _ in range(60):
        api.test_webhook_endpoint()
    assert refused(api.test_webhook_endpoint)[0] == 429
    steer.advance(3601)
    assert api.test_webhook_endpoint().success


def test_profiles(api: MessagingApi, steer: Steering, bot: Bot) -> None:
    ayu, stranger = steer.people[0], steer.people[6]
    profile = api.get_profile(ayu["user_id"])
    assert (profile.display_name, profile.language) == (ayu["name"], "id")
    assert requests.get(profile.picture_url, timeout=5).headers["Content-Type"] == "image/png"
    assert refused(lambda: api.get_profile(stranger["user_id"])) == (404, "Not found")
    steer.event("text", person=6)
    assert api.get_profile(stranger["user_id"]).display_name == stranger["name"]
    assert refused(lambda: api.get_profile("ayu")) == (400, "The value for the 'userId' parameter is invalid")
    assert refused(lambda: api.get_profile("U" + NOBODY)) == (404, "Not found")


def test_groups_and_rooms(api: MessagingApi, steer: Steering, bot: Bot) -> None:
    group, room = steer.group["chat_id"], steer.room["chat_id"]
    assert refused(lambda: api.get_group_summary(group)) == (404, "Not found")
    steer.event("join", chat=group)
    steer.event("join", chat=room)
    assert api.get_group_summary(group).group_name == steer.group["name"]
    assert api.get_group_member_count(group).count == len(steer.group["members"])
    assert api.get_room_member_count(room).count == len(steer.room["members"])
    member = steer.group["members"][2]
    assert api.get_group_member_profile(group, member).user_id == member
    assert api.get_room_member_profile(room, steer.room["members"][0]).display_name
    assert refused(lambda: api.get_group_member_profile(group, steer.people[6]["user_id"])) == (404, "Not found")
    assert refused(lambda: api.get_group_summary("x")) == (400, "The value for the 'groupId' parameter is invalid")
    assert refused(lambda: api.get_room_member_count("x")) == (400, "The value for the 'roomId' parameter is invalid")
    api.leave_group(group)
    api.leave_room(room)
    assert refused(lambda: api.get_group_summary(group)) == (404, "Not found")


def test_content(api: MessagingApi, blob: MessagingApiBlob, steer: Steering, bot: Bot) -> None:
    ids = {kind: steer.event(kind)["message"]["id"] for kind in ("text", "image", "video", "audio", "file")}
    assert bytes(blob.get_message_content(ids["image"])).startswith(b"\x89PNG")
    assert bytes(blob.get_message_content(ids["file"])).startswith(b"%PDF")
    assert bytes(blob.get_message_content_preview(ids["video"])).startswith(b"\x89PNG")
    assert blob.get_message_content_transcoding_by_message_id(ids["audio"]).status == "succeeded"
    assert refused(lambda: blob.get_message_content(ids["text"])) == (404, "not found")
    assert refused(lambda: blob.get_message_content_preview(ids["file"])) == (400, "The content can not be previewed")
    assert refused(lambda: blob.get_message_content_transcoding_by_message_id(ids["image"])) == (
        400,
        "Transcoding status doesn't support this type of content",
    )
    steer.event("unsend", message=ids["image"])
    assert refused(lambda: blob.get_message_content(ids["image"])) == (410, "The content is gone")


def test_marks_as_read(api: MessagingApi, steer: Steering, bot: Bot) -> None:
    steer.change(chat_mode="chat")
    ayu = steer.people[0]["user_id"]
    tokens = [steer.event("text")["message"]["markAsReadToken"] for _ in range(3)]
    api.mark_messages_as_read_by_token(MarkMessagesAsReadByTokenRequest(mark_as_read_token=tokens[1]))
    assert [bool(message["read_at"]) for message in steer.phone(ayu)] == [True, True, False]
    wrong = MarkMessagesAsReadByTokenRequest(mark_as_read_token="invented")
    assert refused(lambda: api.mark_messages_as_read_by_token(wrong)) == (
        400,
        "Invalid markAsReadToken. Tokens must be used by the bot that received them via Webhook.",
    )


@pytest.mark.parametrize(
    ("chat", "seconds", "detail"),
    [
        (None, 61, "Must be between 5 and 60"),
        (None, 12, "must be a multiple of five"),
        ("C" + NOBODY, 20, "Only user id is acceptable"),
    ],
)
def test_loading_refusals(steer: Steering, chat: str | None, seconds: int, detail: str) -> None:
    answer = requests.post(
        f"{steer.url}/v2/bot/chat/loading/start",
        timeout=5,
        headers={"Authorization": f"Bearer {steer.account['channel_access_token']}"},
        json={"chatId": chat or steer.people[0]["user_id"], "loadingSeconds": seconds},
    )
    assert answer.status_code == 400
    assert answer.json()["details"][0]["message"].startswith(detail)


def test_loading_starts(api: MessagingApi, steer: Steering) -> None:
    chat = ShowLoadingAnimationRequest(chat_id=steer.people[0]["user_id"], loading_seconds=10)
    assert api.show_loading_animation_with_http_info(chat).status_code == 202


def test_quota_without_limit(api: MessagingApi, steer: Steering) -> None:
    steer.change(quota_type="none")
    assert api.get_message_quota().type == "none"


def test_unknown_paths_are_not_found(line_url: str) -> None:
    answer = requests.get(f"{line_url}/v2/bot/tomorrow", timeout=5)
    assert (answer.status_code, answer.json()) == (404, {"message": "Not found"})
    assert answer.headers["x-line-request-id"]
