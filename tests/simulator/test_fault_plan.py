"""The seeded fault plan: every fault as often as asked for, the same again for the same seed, each one told."""

import time
import uuid
from typing import Any

import pytest
import requests

from qontak_line.simulator.fault_plan import FaultPlan
from tests.simulator.steering import Steering

ONE_EACH = {"error_before": 1, "error_after": 1, "rate_limit": 1, "reset_after": 1}


def outcome(steer: Steering, key: str | None = None) -> int:
    """The status of one push, 0 when the connection was cut."""
    headers = {
        "Authorization": f"Bearer {steer.account['channel_access_token']}",
        "X-Line-Retry-Key": key or str(uuid.uuid4()),
    }
    body = {"to": steer.people[0]["user_id"], "messages": [{"type": "text", "text": "Halo"}]}
    try:
        answer = requests.post(f"{steer.url}/v2/bot/message/push", json=body, headers=headers, timeout=5)
    except requests.ConnectionError:
        return 0
    return answer.status_code


def plan(steer: Steering, **fields: Any) -> None:
    steer.post("/fault-plan", **fields)


def test_a_full_deck_holds_every_fault_as_often_as_asked(steer: Steering) -> None:
    plan(steer, seed=3, size=12, faults=ONE_EACH)
    statuses = [outcome(steer) for _ in range(24)]
    assert sorted(statuses[:12]) == sorted(statuses[12:]) == sorted([500, 500, 429, 0] + [200] * 8)
    told = steer.get("/fault-plan")
    assert told["struck"] == dict.fromkeys(ONE_EACH, 2) and told["calls"] == 24
    assert len(steer.ledger()) == 20  # what failed only after it was accepted counts


def test_the_same_seed_is_the_same_story() -> None:
    def story(seed: int) -> list[list[str]]:
        drawn = FaultPlan(seed, ONE_EACH, size=12)
        return [list(drawn.draw("push")) for _ in range(60)]

    assert story(3) == story(3) != story(4)


def test_it_holds_for_its_endpoints_alone(steer: Steering) -> None:
    plan(steer, size=1, faults={"error_before": 1}, endpoints=["profile"])
    assert outcome(steer) == 200
    profile = f"{steer.url}/v2/bot/profile/{steer.people[0]['user_id']}"
    headers = {"Authorization": f"Bearer {steer.account['channel_access_token']}"}
    assert requests.get(profile, headers=headers, timeout=5).status_code == 500


def test_a_closed_door_refuses_and_opens_again(steer: Steering) -> None:
    plan(steer, size=1, faults={"refuse": 1}, values={"refuse": 0.3})
    assert outcome(steer) == 0
    with pytest.raises(requests.ConnectionError, match="refused"):
        requests.get(f"{steer.url}/_control/fault-plan", timeout=5)
    begun = time.monotonic()
    while time.monotonic() < begun + 5:
        try:
            assert steer.get("/fault-plan")["struck"] == {"refuse": 1}
            return
        except requests.ConnectionError:
            time.sleep(0.02)
    raise AssertionError("the door stayed closed")


def test_wrong_plans_are_refused(steer: Steering) -> None:
    for fields in ({"faults": {"earthquake": 1}}, {"size": 1, "faults": {"error_before": 2}}, {"endpoints": ["moon"]}):
        answer = requests.post(f"{steer.url}/_control/fault-plan", json=fields, timeout=5)
        assert answer.status_code == 422


def test_tokens_of_other_webhooks_answer_once(steer: Steering) -> None:
    chat = steer.people[0]["user_id"]
    steer.post(f"{steer.base}/reply-tokens", chats={"of-our-own": chat}, seconds=3600)
    steer.advance(1800)
    headers = {"Authorization": f"Bearer {steer.account['channel_access_token']}"}
    body = {"replyToken": "of-our-own", "messages": [{"type": "text", "text": "Halo"}]}
    url = f"{steer.url}/v2/bot/message/reply"
    statuses = [requests.post(url, json=body, headers=headers, timeout=5).status_code for _ in range(2)]
    assert statuses == [200, 400]
    assert [entry["chat_id"] for entry in steer.ledger()] == [chat]
