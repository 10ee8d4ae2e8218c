"""Each call against LINE's documented answers."""

import json
import pickle
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import responses
from responses import RequestsMock

from qontak_line.line import LineClient, LineError, errors, types

API, DATA = "https://api.line.me", "https://api-data.line.me"
PLAIN, SIGNED, ISSUE = f"{API}/v2/oauth/verify", f"{API}/oauth2/v2.1/verify", f"{API}/oauth2/v3/token"
ANYWHERE = re.compile(re.escape(API))
KEY = "123e4567-e89b-12d3-a456-426614174000"
HELLO = [{"type": "text", "text": "สวัสดี 🍎"}]
SENT = {"sentMessages": [{"id": "461230966842064897", "quoteToken": "IStG5h1Tz7b"}, {"id": "2"}]}
HEADERS = {"X-Line-Request-Id": "2ec3fcbe-2bd4-4a0f-8d4d-6b1b8a1c3a4e"}


@pytest.fixture
def line() -> LineClient:
    return LineClient(API, DATA, "plain-token")


@pytest.fixture
def mock() -> Any:
    with RequestsMock() as mock:
        yield mock


def form_of(call: responses.Call) -> dict[str, list[str]]:
    body = call.request.body
    assert isinstance(body, bytes)
    return parse_qs(body.decode())


def test_verify_a_long_lived_token(mock: RequestsMock, line: LineClient) -> None:
    mock.post(PLAIN, json={"client_id": "1350031035", "expires_in": 3138007490, "scope": "P CM"})
    assert line.verify_token() == types.TokenInfo("1350031035", 3138007490, "P CM")
    assert form_of(mock.calls[0]) == {"access_token": ["plain-token"]}
    assert "Authorization" not in mock.calls[0].request.headers


def test_verify_asks_the_likelier_endpoint_first_then_the_other(mock: RequestsMock) -> None:
    refusal = {"error": "invalid_request", "error_description": "The access token not JWS"}
    mock.get(SIGNED, status=400, json=refusal)
    mock.post(PLAIN, json={"client_id": "1", "expires_in": 5})
    assert LineClient(API, DATA, "eyJ+/=&").verify_token().client_id == "1"
    assert parse_qs(urlsplit(str(mock.calls[0].request.url)).query) == {"access_token": ["eyJ+/=&"]}


def test_verify_of_an_unknown_token_tells_lines_words(mock: RequestsMock, line: LineClient) -> None:
    mock.post(PLAIN, status=400, json={"error": "invalid_request", "error_description": "access_token invalid"})
    mock.get(SIGNED, status=400, json={"error": "invalid_request", "error_description": "The access token not JWS"})
    with pytest.raises(errors.OAuthRefused) as caught:
        line.verify_token()
    assert caught.value.line_message == "access_token invalid"
    assert not caught.value.retry


def test_verify_is_undecided_while_the_second_endpoint_fails(mock: RequestsMock, line: LineClient) -> None:
    mock.post(PLAIN, status=400, json={"error": "invalid_request"})
    mock.get(SIGNED, status=503)
    with pytest.raises(errors.LineServerError):
        line.verify_token()


def test_prove_secret(mock: RequestsMock) -> None:
    line = LineClient(API, DATA)
    mock.post(ISSUE, json={"token_type": "Bearer", "access_token": "ey", "expires_in": 899})
    mock.post(
        ISSUE,
        status=400,
        json={"error": "invalid_request", "error_description": "Invalid 'client_credentials'."},
    )
    assert line.prove_secret("1350031035", "secret") is True
    assert line.prove_secret("1350031035", "wrong") is False
    sent = {"grant_type": ["client_credentials"], "client_id": ["1350031035"], "client_secret": ["secret"]}
    assert form_of(mock.calls[0]) == sent


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 429, "json": {"error": "x"}},
        {"status": 500},
        {"status": 404, "json": {"message": "Not found"}},
        {"status": 400, "body": "<html>proxy</html>"},
        {"status": 400, "json": {"message": "not LINE's OAuth shape"}},
        {"status": 200, "body": "<html>Welcome to the hotel's Wi-Fi</html>"},
        {"status": 200, "json": {"access_token": 5}},
        {"status": 200, "json": {"access_token": ""}},
        {"status": 302, "headers": {"Location": "https://evil.example/"}},
    ],
)
def test_a_secret_is_called_wrong_only_by_line_itself(mock: RequestsMock, line: LineClient, answer: Any) -> None:
    mock.post(ISSUE, **answer)
    with pytest.raises(LineError) as caught:
        line.prove_secret("1", "secret")
    assert not isinstance(caught.value, errors.OAuthRefused)


def test_push(mock: RequestsMock, line: LineClient) -> None:
    mock.post(f"{API}/v2/bot/message/push", json=SENT, headers=HEADERS)
    sent = line.push("U1", HELLO, KEY)
    assert (sent.message_ids, sent.quote_tokens) == (["461230966842064897", "2"], ["IStG5h1Tz7b", None])
    assert (sent.request_id, sent.already_accepted) == (HEADERS["X-Line-Request-Id"], False)
    request = mock.calls[0].request
    assert request.headers["X-Line-Retry-Key"] == KEY
    assert request.headers["Authorization"] == "Bearer plain-token"
    assert isinstance(request.body, bytes)
    assert json.loads(request.body) == {"to": "U1", "messages": HELLO}


@pytest.mark.parametrize(
    "body", [json.dumps({"message": "…already accepted", **SENT}), "<html>", "", '{"sentMessages":7}']
)
def test_push_already_accepted_is_success(mock: RequestsMock, line: LineClient, body: str) -> None:
    mock.post(f"{API}/v2/bot/message/push", status=409, body=body)
    sent = line.push("U1", HELLO, KEY)
    assert sent.already_accepted
    assert sent.message_ids == (["461230966842064897", "2"] if "461" in body else [])


def test_reply_has_no_retry_key(mock: RequestsMock, line: LineClient) -> None:
    mock.post(f"{API}/v2/bot/message/reply", json=SENT)
    assert line.reply("token", HELLO).message_ids == ["461230966842064897", "2"]
    request = mock.calls[0].request
    assert "X-Line-Retry-Key" not in request.headers
    assert isinstance(request.body, bytes)
    assert json.loads(request.body) == {"replyToken": "token", "messages": HELLO}


RATE = "The API rate limit has been exceeded. Try again later."


@pytest.mark.parametrize(
    ("status", "message", "kind", "retry", "ambiguous"),
    [
        (400, "The request body has 1 error(s)", errors.BadRequest, False, False),
        (400, "Invalid reply token", errors.InvalidReplyToken, False, False),
        (401, "Authentication failed.", errors.InvalidToken, False, False),
        (403, "Access to this API is not available for your account", errors.Forbidden, False, False),
        (404, "Not found", errors.NotFound, False, False),
        (409, "The retry key is already accepted", errors.BadRequest, False, False),
        (410, "The content is gone", errors.Gone, False, False),
        (413, "", errors.TooLarge, False, False),
        (415, "", errors.BadRequest, False, False),
        (429, RATE, errors.RateLimited, True, False),
        (429, "", errors.RateLimited, True, False),
        (429, "You have reached your monthly limit.", errors.MonthlyLimitReached, False, False),
        (500, "", errors.LineServerError, True, True),
        (504, "", errors.LineServerError, True, True),
        (202, "", errors.LineNonsense, True, True),
        (301, "", errors.LineNonsense, True, True),
    ],
)
def test_refusals(
    mock: RequestsMock, line: LineClient, status: int, message: str, kind: type, retry: bool, ambiguous: bool
) -> None:
    mock.post(f"{API}/v2/bot/message/reply", status=status, json={"message": message}, headers=HEADERS)
    with pytest.raises(LineError) as caught:
        line.reply("token", HELLO)
    error = caught.value
    assert type(error) is kind
    assert (error.retry, error.is_ambiguous) == (retry, ambiguous)
    assert (error.status, error.line_message) == (status, message)
    assert error.request_id == HEADERS["X-Line-Request-Id"]


def test_details_name_the_field(mock: RequestsMock, line: LineClient) -> None:
    details = [{"message": "May not be empty", "property": "messages[0].text"}, {}]
    mock.post(
        f"{API}/v2/bot/message/push",
        status=400,
        json={"message": "The request body has 1 error(s)", "details": details},
    )
    with pytest.raises(errors.BadRequest) as caught:
        line.push("U1", HELLO, KEY)
    assert caught.value.details == (errors.Detail("May not be empty", "messages[0].text"), errors.Detail())
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301
    assert (again.details, again.status, str(again)) == (caught.value.details, 400, str(caught.value))


@pytest.mark.parametrize(
    "body", ["", "<html>", "[]", "null", '{"message":7,"details":"x"}', '{"details":[1]}', "[" * 100_000]
)
@pytest.mark.parametrize("status", [400, 401, 429, 500])
def test_refusals_without_lines_words(mock: RequestsMock, line: LineClient, status: int, body: str) -> None:
    mock.get(f"{API}/v2/bot/info", status=status, body=body)
    with pytest.raises(LineError) as caught:
        line.bot_info()
    assert (caught.value.status, caught.value.line_message, caught.value.details) == (status, "", ())


NONSENSE = [
    "", "<html>", "[]", "null", "7", '"x"', "{}", "[" * 100_000, '{"a":' * 100_000, "\xff", "1" * 10_000,
    '{"userId":7,"displayName":[],"client_id":{},"sentMessages":"x","endpoint":1,"type":null,"totalUsage":1e999}',
    '{"userId":"","displayName":null,"sentMessages":[1],"type":"limited","value":-1,"totalUsage":true}',
    '{"sentMessages":[{"id":1}],"groupId":{},"groupName":1,"statusCode":"x"}',
]  # fmt: skip


@pytest.mark.parametrize("body", NONSENSE)
def test_nonsense_is_nothing_but_nonsense(line: LineClient, body: str) -> None:
    calls: list[Callable[[], object]] = [
        line.verify_token,
        line.bot_info,
        line.webhook_endpoint,
        line.test_webhook,
        line.quota,
        line.consumption,
        lambda: line.profile("U1"),
        lambda: line.group_summary("C1"),
        lambda: line.group_member("C1", "U1"),
        lambda: line.room_member("R1", "U1"),
        lambda: line.push("U1", HELLO, KEY),
        lambda: line.reply("t", HELLO),
    ]
    with RequestsMock(assert_all_requests_are_fired=False) as mock:
        for method in ("GET", "POST", "PUT"):
            mock.add(method, ANYWHERE, body=body.encode("latin-1"))
        for call in calls:
            with pytest.raises(errors.LineNonsense) as caught:
                call()
            assert caught.value.is_ambiguous


def test_bot_info(mock: RequestsMock, line: LineClient) -> None:
    answer = {
        "userId": "U1",
        "basicId": "@216ruabc",
        "displayName": "Toko",
        "pictureUrl": "https://profile.line-scdn.net/1",
    }
    mock.get(f"{API}/v2/bot/info", json={**answer, "chatMode": "bot", "markAsReadMode": "auto", "new": 1})
    picture = "https://profile.line-scdn.net/1"
    assert line.bot_info() == types.BotInfo("U1", "@216ruabc", "Toko", picture, "bot", "auto")


def test_webhook_endpoint(mock: RequestsMock, line: LineClient) -> None:
    url = f"{API}/v2/bot/channel/webhook/endpoint"
    mock.get(url, status=404, json={"message": "Webhook endpoint not found"})
    mock.put(url, json={})
    mock.get(url, json={"endpoint": "https://example.com/hook", "active": False})
    mock.put(url, status=400, json={"message": "Invalid webhook endpoint URL"})
    assert line.webhook_endpoint() is None
    line.set_webhook_endpoint("https://example.com/hook")
    assert line.webhook_endpoint() == types.WebhookEndpoint("https://example.com/hook", active=False)
    with pytest.raises(errors.BadRequest):
        line.set_webhook_endpoint("x")
    assert mock.calls[1].request.body == b'{"endpoint":"https://example.com/hook"}'


def test_webhook_test(mock: RequestsMock, line: LineClient) -> None:
    url = f"{API}/v2/bot/channel/webhook/test"
    answer = {
        "timestamp": "2026-01-01T00:00:00.000Z",
        "statusCode": 0,
        "reason": "COULD_NOT_CONNECT",
        "detail": "TLS",
    }
    mock.post(url, json={**answer, "success": False})
    mock.post(url, json={**answer, "statusCode": 200, "reason": "OK"})
    assert line.test_webhook("https://a.example") == types.WebhookTest(False, 0, "COULD_NOT_CONNECT", "TLS")
    assert line.test_webhook().success
    assert [call.request.body for call in mock.calls] == [b'{"endpoint":"https://a.example"}', b"{}"]


def test_profiles(mock: RequestsMock, line: LineClient) -> None:
    mock.get(f"{API}/v2/bot/profile/U1", json={"userId": "U1", "displayName": "Siti\x00", "language": "id"})
    mock.get(f"{API}/v2/bot/group/C1/member/U1", json={"userId": "U1", "displayName": "Siti"})
    mock.get(f"{API}/v2/bot/room/R1/member/U1", json={"userId": "U1", "displayName": "Siti"})
    mock.get(f"{API}/v2/bot/group/C1/summary", json={"groupId": "C1", "groupName": "Arisan"})
    assert line.profile("U1") == types.Profile("U1", "Siti\ufffd", language="id")
    assert line.group_member("C1", "U1") == line.room_member("R1", "U1") == types.Profile("U1", "Siti")
    assert line.group_summary("C1") == types.GroupSummary("C1", "Arisan")


@pytest.mark.parametrize(
    ("user_id", "path"),
    [
        ("../../oauth/verify", "/v2/bot/profile/..%2F..%2Foauth%2Fverify"),
        ("U1?x=1#y", "/v2/bot/profile/U1%3Fx%3D1%23y"),
        ("ก\ud800\r\n", "/v2/bot/profile/%E0%B8%81%3F%0D%0A"),
        ("%2e%2e", "/v2/bot/profile/%252e%252e"),
    ],
)
def test_an_id_stays_one_segment_of_the_path(mock: RequestsMock, line: LineClient, user_id: str, path: str) -> None:
    mock.get(ANYWHERE, status=404)
    with pytest.raises(errors.NotFound):
        line.profile(user_id)
    assert mock.calls[0].request.url == API + path


@pytest.mark.parametrize("user_id", ["", ".", ".."])
def test_what_is_no_id_is_not_asked_for(line: LineClient, user_id: str) -> None:
    with RequestsMock(), pytest.raises(errors.BadRequest):
        line.profile(user_id)


def test_quota(mock: RequestsMock, line: LineClient) -> None:
    mock.get(f"{API}/v2/bot/message/quota", json={"type": "limited", "value": 200})
    mock.get(f"{API}/v2/bot/message/quota", json={"type": "none"})
    mock.get(f"{API}/v2/bot/message/quota/consumption", json={"totalUsage": 163})
    assert (line.quota(), line.quota()) == (types.Quota("limited", 200), types.Quota("none"))
    assert line.consumption() == 163


def test_mark_as_read_and_loading(mock: RequestsMock, line: LineClient) -> None:
    mock.post(f"{API}/v2/bot/chat/markAsRead", json={})
    mock.post(f"{API}/v2/bot/chat/loading/start", status=202, json={})
    line.mark_as_read("30yhdy232")
    line.show_loading("U1", 5)
    sent = [b'{"markAsReadToken":"30yhdy232"}', b'{"chatId":"U1","loadingSeconds":5}']
    assert [call.request.body for call in mock.calls] == sent


def test_content_comes_from_the_data_host(mock: RequestsMock, line: LineClient) -> None:
    mock.get(f"{DATA}/v2/bot/message/1/content", body=b"\xff\xd8", content_type="image/jpeg")
    with line.content("1") as content:
        assert content.content_type == "image/jpeg"
        assert b"".join(content.chunks) == b"\xff\xd8"


@pytest.mark.parametrize(
    ("status", "kind"),
    [(202, errors.NotReady), (404, errors.NotFound), (410, errors.Gone), (302, errors.LineNonsense)],
)
def test_content_that_is_not_there(mock: RequestsMock, line: LineClient, status: int, kind: type) -> None:
    mock.get(f"{DATA}/v2/bot/message/1/content", status=status, json={"message": "x"})
    with pytest.raises(LineError) as caught, line.content("1"):
        raise AssertionError("there is nothing to read")
    assert type(caught.value) is kind


@pytest.mark.parametrize("token", [None, "", "a b", "a\r\nX-Evil: 1", "ก", "\ud800"])
def test_a_token_that_fits_no_header_is_invalid_unasked(token: str | None) -> None:
    with RequestsMock(), pytest.raises(errors.InvalidToken):
        LineClient(API, DATA, token).bot_info()


def test_any_token_may_be_verified(mock: RequestsMock) -> None:
    mock.post(PLAIN, status=400, json={"error": "invalid_request"})
    mock.get(SIGNED, status=400, json={"error": "invalid_request"})
    with pytest.raises(errors.OAuthRefused):
        LineClient(API, DATA, "ก\ud800\r\n &=").verify_token()


def test_cookies_are_forgotten(mock: RequestsMock, line: LineClient) -> None:
    mock.get(f"{API}/v2/bot/message/quota", json={"type": "none"}, headers={"Set-Cookie": "a=b"})
    line.quota()
    line.quota()
    assert "Cookie" not in mock.calls[1].request.headers


def test_a_read_timeout_is_ambiguous_and_a_connect_timeout_is_not(mock: RequestsMock, line: LineClient) -> None:
    mock.post(f"{API}/v2/bot/message/reply", body=requests.ReadTimeout())
    mock.post(f"{API}/v2/bot/message/reply", body=requests.ConnectTimeout())
    with pytest.raises(errors.LineTimeout):
        line.reply("token", HELLO)
    with pytest.raises(errors.LineUnreachable):
        line.reply("token", HELLO)
