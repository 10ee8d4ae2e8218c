"""Fault knobs of the API: what the client sees, and what happened nevertheless."""

import time
import uuid
from typing import Any

import pytest
import requests

from tests.simulator.bot import Bot
from tests.simulator.steering import Steering


def call(
    steer: Steering, path: str = "/v2/bot/message/push", *, timeout: float = 5, key: str | None = None, **body: Any
) -> requests.Response:
    headers = {
        "Authorization": f"Bearer {steer.account['channel_access_token']}",
        **({"X-Line-Retry-Key": key} if key else {}),
    }
    if path.endswith("/push"):
        body = {"to": steer.people[0]["user_id"], "messages": [{"type": "text", "text": "Halo"}]}
        return requests.post(steer.url + path, json=body, headers=headers, timeout=timeout, allow_redirects=False)
    return requests.get(steer.url + path, headers=headers, timeout=timeout)


@pytest.mark.parametrize(
    ("fault", "status", "message"),
    [
        ("error_before", 500, "Internal Server Error"),
        ("rate_limit", 429, "The API rate limit has been exceeded. Try again later."),
        ("monthly_limit", 429, "You have reached your monthly limit."),
        ("forbidden", 403, "Access to this API is not available for your account"),
        (
            "revoked_token",
            401,
            "Authentication failed. Confirm that the access token in the authorization header is valid.",
        ),
    ],
)
def test_refusals_before_acceptance(steer: Steering, fault: str, status: int, message: str) -> None:
    steer.knob("push", fault, times=2)
    answers = [call(steer) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [status, status, 200]
    assert answers[0].json()["message"] == message
    assert len(steer.ledger()) == 1


@pytest.mark.parametrize("fault", ["error_after", "reset_after", "hang_after"])
def test_ambiguous_failures_are_accepted_once(steer: Steering, fault: str) -> None:
    key = str(uuid.uuid4())
    steer.knob("send", fault, times=1)
    try:
        assert call(steer, timeout=0.3, key=key).status_code == 500
    except (requests.ConnectionError, requests.Timeout):
        assert fault != "error_after"
    assert call(steer, key=key).status_code == 409
    assert [entry["retry_key"] for entry in steer.ledger()] == [key]


def test_a_reset_before_acceptance_sends_nothing(steer: Steering) -> None:
    steer.knob("push", "reset_before", times=1)
    with pytest.raises(requests.ConnectionError):
        call(steer)
    assert steer.ledger() == []


def test_odd_answers(steer: Steering) -> None:
    steer.knob("push", "nonsense", times=1)
    assert call(steer).headers["Content-Type"].startswith("text/html")
    steer.knob("push", "redirect", times=1)
    assert call(steer).status_code == 302
    steer.knob("push", "truncated", times=1)
    with pytest.raises(requests.RequestException):
        call(steer)
    steer.knob("push", "drip", value=0.2, times=1)
    begun = time.monotonic()
    with pytest.raises(requests.RequestException):
        call(steer, timeout=0.1)
    assert time.monotonic() - begun < 1


def test_slowness_and_switching_off(steer: Steering) -> None:
    steer.knob("all", "slow", value=0.3)
    begun = time.monotonic()
    call(steer)
    assert time.monotonic() - begun >= 0.3
    steer.delete(f"{steer.base}/knobs")
    assert steer.get(f"{steer.base}/knobs")["knobs"] == []


def test_content_and_profile_knobs(steer: Steering, bot: Bot) -> None:
    path = f"/v2/bot/message/{steer.event('image')['message']['id']}/content"
    steer.knob("content", "content_processing", times=1)
    assert [call(steer, path).status_code for _ in range(2)] == [202, 200]
    steer.knob("content", "content_gone", times=1)
    assert call(steer, path).status_code == 410
    steer.knob("profile", "profile_missing", times=1)
    assert call(steer, f"/v2/bot/profile/{steer.people[0]['user_id']}").status_code == 404


def test_oauth_can_fail_too(steer: Steering) -> None:
    steer.knob("oauth", "error_before", times=1)
    form = {"access_token": steer.account["channel_access_token"]}
    answers = [requests.post(f"{steer.url}/v2/oauth/verify", data=form, timeout=5) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [500, 200]


def test_wrong_knobs_are_refused(steer: Steering) -> None:
    for target, fault in (("push", "earthquake"), ("kitchen", "slow"), ("webhooks", "slow")):
        answer = requests.post(
            f"{steer.url}/_control{steer.base}/knobs", timeout=5, json={"target": target, "fault": fault}
        )
        assert answer.status_code == 422
