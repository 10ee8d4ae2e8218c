"""What the judge looks at, read once after all came to rest."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.chaos.databases import Database, Row
from tests.chaos.notes import Notes
from tests.chaos.people import Account
from tests.chaos.profiles import Profile
from tests.chaos.story import Event

TABLES = {
    "channels": "SELECT id, line_bot_id, organization_id FROM channel",
    "events": "SELECT id, channel_id, event_id, state, error, message_id, body IS NULL AS is_empty FROM webhook_event",
    "messages": "SELECT id, channel_id, conversation_id, organization_id, direction, kind, external_id, text, content,"
    " delivery_id, user_id, said_at, unsent_at FROM message",
    "deliveries": "SELECT id, channel_id, conversation_id, organization_id, user_id, client_id, state, reason, method,"
    " retry_key, attempts FROM delivery",
    "conversations": "SELECT id, organization_id, channel_id, contact_id FROM conversation",
    "contacts": "SELECT id, organization_id, channel_id, external_id, is_blocked FROM contact",
    "users": "SELECT id, username, organization_id FROM app_user",
    "pictures": "SELECT id, organization_id, store_key FROM picture",
}


@dataclass
class Evidence:
    """`story`: what was said, by account and event id. `ledger`: LINE's lines, in their order."""

    profile: Profile
    notes: Notes
    accounts: tuple[Account, ...]
    story: dict[tuple[int, str], Event]
    tables: dict[str, list[Row]]
    ledger: list[dict[str, Any]]
    wrong_files: list[str]
    media: Path
    logs: str = field(repr=False)
    secrets: list[str] = field(repr=False)
    plan: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def account_of(self) -> dict[int, int]:
        """Our channel's id → the number of the account at LINE."""
        numbers = {account.bot_id: account.number for account in self.accounts}
        return {row["id"]: numbers[row["line_bot_id"]] for row in self.tables["channels"]}

    @cached_property
    def stored(self) -> dict[tuple[int, str], list[Row]]:
        """The rows of each webhook event."""
        found = defaultdict(list)
        for row in self.tables["events"]:
            found[self.account_of[row["channel_id"]], row["event_id"]].append(row)
        return dict(found)

    @cached_property
    def told(self) -> list[Event]:
        """The events of the story that are in the journal, in LINE's order."""
        return [event for key, event in self.story.items() if key in self.stored]

    @cached_property
    def incoming(self) -> dict[tuple[int, str], list[Row]]:
        """The bubbles of each of LINE's message ids."""
        found = defaultdict(list)
        for row in self.tables["messages"]:
            if row["direction"] == "incoming":
                found[self.account_of[row["channel_id"]], row["external_id"]].append(row)
        return dict(found)

    @cached_property
    def texts(self) -> dict[int, str]:
        """Delivery → what it says."""
        rows = self.tables["messages"]
        return {row["delivery_id"]: row["text"] for row in rows if row["delivery_id"] is not None}

    @cached_property
    def accepted(self) -> dict[str, list[dict[str, Any]]]:
        """Text → the ledger's acceptances of it."""
        found = defaultdict(list)
        for line in self.ledger:
            if line["entry"] == "acceptance":
                for message in line["messages"]:
                    found[message["text"]].append(line)
        return dict(found)

    @property
    def sends(self) -> list[dict[str, Any]]:
        """The requests to send, as they ended."""
        paths = ("/v2/bot/message/push", "/v2/bot/message/reply")
        return [line for line in self.ledger if line["entry"] == "request" and line["path"] in paths]


def tables_of(database: Database) -> dict[str, list[Row]]:
    return {name: database.rows(f"{statement} ORDER BY id") for name, statement in TABLES.items()}


def lines_of(ledger: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in ledger.read_text().splitlines()]


def write_down(evidence: Evidence, file: Path) -> None:
    """For people who want to know how it came about: rows, what was noted, when who posted what."""
    notes = evidence.notes
    told = {
        "disconnections": notes.disconnections,
        "aged": notes.aged,
        "answers": [asdict(answer) for answer in notes.answers],
        "posts": {f"{account} {event}": asdict(post) for (account, event), post in notes.posts.items()},
        "tables": evidence.tables,
    }
    file.write_text(json.dumps(told, default=str, indent=1))
