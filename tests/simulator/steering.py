"""The control API as tests use it."""

from typing import Any

import requests


class Steering:
    """Speaks to one simulator; *channel* is the account that its short methods mean."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.account: dict[str, Any] = self.get("/accounts")["accounts"][0]
        self.people: list[dict[str, Any]] = self.get("/people")["people"]
        self.group, self.room = self.get("/chats")["chats"]

    @property
    def base(self) -> str:
        return f"/accounts/{self.account['channel_id']}"

    def get(self, path: str) -> Any:
        return _json(requests.get(f"{self.url}/_control{path}", timeout=5))

    def post(self, path: str, **fields: Any) -> Any:
        return _json(requests.post(f"{self.url}/_control{path}", json=fields, timeout=10))

    def delete(self, path: str, **fields: Any) -> Any:
        return _json(requests.delete(f"{self.url}/_control{path}", json=fields, timeout=5))

    def change(self, **fields: Any) -> None:
        self.account = self.post(self.base, **fields)

    def event(self, kind: str, person: int = 0, **fields: Any) -> dict[str, Any]:
        """One event of the numbered person, as LINE writes it."""
        answer = self.post(f"{self.base}/events", type=kind, user=self.people[person]["user_id"], **fields)
        event: dict[str, Any] = answer["events"][0]
        return event

    def knob(self, target: str, fault: str, **more: Any) -> None:
        self.post(f"{self.base}/knobs", target=target, fault=fault, **more)

    def ledger(self) -> list[dict[str, Any]]:
        accepted: list[dict[str, Any]] = self.get(f"{self.base}/ledger")["accepted"]
        return accepted

    def phone(self, chat_id: str) -> list[dict[str, Any]]:
        held: list[dict[str, Any]] = self.get(f"{self.base}/chats/{chat_id}/messages")["messages"]
        return held

    def wait(self) -> None:
        assert self.post(f"{self.base}/webhooks/wait")["idle"]

    def advance(self, seconds: float) -> None:
        self.post("/clock", advance=seconds)


def _json(response: requests.Response) -> Any:
    assert response.ok, response.text
    return response.json()
