"""Between organizations there is a wall: in the rows, and in what people saw."""

from __future__ import annotations

from tests.chaos.cast import ACCOUNTS, AGENTS, organization_of
from tests.chaos.oracle.evidence import Evidence


def rows(evidence: Evidence) -> list[str]:
    """Everything below a channel is its organization's, and everybody who acts there too."""
    owners = {row["id"]: row["organization_id"] for row in evidence.tables["channels"]}
    rooms = {row["id"]: row for row in evidence.tables["conversations"]}
    staff = {row["id"]: row["organization_id"] for row in evidence.tables["users"]}
    wrong = []
    for name in ("contacts", "conversations", "messages", "deliveries"):
        for row in evidence.tables[name]:
            room = rooms.get(row.get("conversation_id"), row)
            owner = owners[row["channel_id"]]
            user = row.get("user_id")
            if {row["organization_id"], room["organization_id"], staff.get(user, owner)} != {owner}:
                wrong.append(f"{name} {row['id']} is not its channel's organization's")
            elif room["channel_id"] != row["channel_id"]:
                wrong.append(f"{name} {row['id']} stands in a room of another channel")
    return wrong


def rooms(evidence: Evidence) -> list[str]:
    """Whoever saw a room in a list was of the organization that owns it."""
    of_staff = {row["username"]: row["organization_id"] for row in evidence.tables["users"]}
    ids = {organization_of(username): of_staff[username] for username in AGENTS}
    owners = {row["id"]: row["organization_id"] for row in evidence.tables["conversations"]}
    wrong = [
        f"the {name} organization saw room {room}"
        for name, seen in evidence.notes.rooms.items()
        for room in seen
        if owners.get(room) != ids[name]
    ]
    wrong += [
        f"account {number} belongs to organization {owner}"
        for channel, number in evidence.account_of.items()
        for owner in [next(row["organization_id"] for row in evidence.tables["channels"] if row["id"] == channel)]
        if owner != ids[ACCOUNTS[number][1]]
    ]
    return wrong
