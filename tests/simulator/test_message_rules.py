"""What LINE takes and refuses in the messages of one request, and in the request itself."""

from typing import Any

import pytest
import requests
from linebot.v3.messaging import ApiException, MessagingApi, PushMessageRequest, TextMessage, ValidateMessageRequest

from tests.simulator.steering import Steering

PICTURE = "https://example.com/a%20cup.png"


def raw_push(steer: Steering, **body: Any) -> requests.Response:
    headers = {"Authorization": f"Bearer {steer.account['channel_access_token']}"}
    return requests.post(f"{steer.url}/v2/bot/message/push", json=body, headers=headers, timeout=5)


@pytest.mark.parametrize(
    ("messages", "detail", "place"),
    [
        ([], "Size must be between 1 and 5", "messages"),
        ([{"type": "text", "text": "a"}] * 6, "Size must be between 1 and 5", "messages"),
        ([{"type": "text", "text": "🍎" * 2501}], "Length must be between 0 and 5000", "messages[0].text"),
        ([{"type": "text", "text": ""}], "May not be empty", "messages[0].text"),
        (
            [{"type": "image", "originalContentUrl": PICTURE, "previewImageUrl": "http://example.com/a.png"}],
            "Must be a valid HTTPS URL",
            "messages[0].previewImageUrl",
        ),
        (
            [{"type": "location", "title": "Toko", "latitude": 1, "longitude": 2}],
            "May not be empty",
            "messages[0].address",
        ),
        (
            [{"type": "text", "text": "no dollar", "emojis": [{"index": 0, "productId": "1", "emojiId": "1"}]}],
            "Must point at a '$' character",
            "messages[0].emojis[0].index",
        ),
    ],
)
def test_bad_messages_are_named(steer: Steering, messages: list[Any], detail: str, place: str) -> None:
    answer = raw_push(steer, to=steer.people[0]["user_id"], messages=messages)
    assert answer.status_code == 400
    assert answer.json() == {
        "message": "The request body has 1 error(s)",
        "details": [{"message": detail, "property": place}],
    }


def test_an_unknown_kind_lists_the_known_ones(steer: Steering) -> None:
    answer = raw_push(steer, to=steer.people[0]["user_id"], messages=[{"type": "text", "text": "a"}, {"type": "file"}])
    detail = answer.json()["details"][0]
    assert detail["message"].startswith("Must be one of the following values: [text, ")
    assert detail["property"] == "messages[1].type"


def test_text_of_exactly_5000_units_is_accepted(api: MessagingApi, steer: Steering) -> None:
    message = TextMessage(text="🍎" * 2500)
    api.push_message(PushMessageRequest(to=steer.people[0]["user_id"], messages=[message]))


def test_validation_sends_nothing(api: MessagingApi, steer: Steering) -> None:
    request = ValidateMessageRequest(messages=[TextMessage(text="Halo")])
    api.validate_push(request)
    api.validate_reply(request)
    with pytest.raises(ApiException):
        api.validate_push(ValidateMessageRequest(messages=[TextMessage(text="")]))
    assert steer.ledger() == []


@pytest.mark.parametrize(
    ("body", "media_type", "message"),
    [
        (b"{", "application/json", "The request body could not be parsed as JSON (line: 1, column: 2)"),
        (b"{}", "text/plain", "The content type, text/plain, is not supported"),
    ],
)
def test_bodies_that_are_no_json(steer: Steering, body: bytes, media_type: str, message: str) -> None:
    answer = requests.post(
        f"{steer.url}/v2/bot/message/push",
        data=body,
        timeout=5,
        headers={"Authorization": f"Bearer {steer.account['channel_access_token']}", "Content-Type": media_type},
    )
    assert (answer.status_code, answer.json()) == (400, {"message": message})


def test_a_body_over_two_megabytes_is_refused(steer: Steering) -> None:
    assert raw_push(steer, to="x" * 2_100_000).status_code == 413
