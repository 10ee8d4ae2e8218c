"""The people who write: the simulator's control API, as far as the scene needs it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import requests

TIMEOUT = 10.0
ALREADY_THERE = 422


@dataclass(frozen=True)
class LineAccount:
    """A LINE Official Account on the simulator, with what its owner would copy from LINE's console."""

    channel_id: str
    bot_user_id: str
    channel_secret: str
    channel_access_token: str


class Phones:
    """Raises `requests.RequestException`, also when the simulator refuses."""

    def __init__(self, url: str) -> None:
        self._url = f"{url}/_control"
        self._session = requests.Session()
        self._session.trust_env = False

    def accounts(self) -> list[LineAccount]:
        wanted = LineAccount.__dataclass_fields__
        return [LineAccount(**{name: one[name] for name in wanted}) for one in self._get("/accounts")["accounts"]]

    def chat_ids(self) -> dict[str, str]:
        """By the name of the person (one-to-one chats) or of the group."""
        people = {one["name"]: one["user_id"] for one in self._get("/people")["people"]}
        groups = {one["name"]: one["chat_id"] for one in self._get("/chats")["chats"] if one["name"]}
        return people | groups

    def messages(self, account: LineAccount, chat_id: str) -> list[Any]:
        """What the phones in that chat hold, ours and theirs, oldest first."""
        found: list[Any] = self._get(f"/accounts/{account.channel_id}/chats/{chat_id}/messages")["messages"]
        return found

    def send(self, account: LineAccount, event: dict[str, Any]) -> None:
        """One event of one person, in the control API's words."""
        self._post(account, event).raise_for_status()

    def invite(self, account: LineAccount, chat_id: str) -> None:
        """Let the account join a group; it may be there already."""
        answer = self._post(account, {"type": "join", "chat": chat_id})
        if answer.status_code != ALREADY_THERE:
            answer.raise_for_status()

    def _post(self, account: LineAccount, event: dict[str, Any]) -> requests.Response:
        return self._session.post(f"{self._url}/accounts/{account.channel_id}/events", json=event, timeout=TIMEOUT)

    def _get(self, path: str) -> Any:
        answer = self._session.get(self._url + path, timeout=TIMEOUT)
        answer.raise_for_status()
        return answer.json()
