"""What we answered: once, or surely not, or said to be uncertain."""

from __future__ import annotations

from collections import defaultdict

from tests.chaos.databases import Row
from tests.chaos.oracle.evidence import Evidence

ENDED = ("accepted", "failed", "uncertain")
BORDER_MS = 400
"""Between the last look at the channel and the first byte lies a moment, and two clocks are read."""


def promises(evidence: Evidence) -> list[str]:
    """Each form that was answered 303 is one delivery with its words; one that was surely refused is none."""
    users = {row["username"]: row["id"] for row in evidence.tables["users"]}
    by_form = defaultdict(list)
    for row in evidence.tables["deliveries"]:
        by_form[row["user_id"], row["client_id"]].append(row)
    wrong = []
    for answer in evidence.notes.answers:
        rows = by_form.pop((users[answer.agent], answer.client_id), [])
        if answer.outcome == "accepted" and len(rows) != 1:
            wrong.append(f"{answer.text!r} was promised and has {len(rows)} deliveries")
        elif len(rows) > 1:
            wrong.append(f"{answer.text!r} has {len(rows)} deliveries")
        elif rows and answer.outcome.startswith("refused") and not answer.doubts:
            wrong.append(f"{answer.text!r} was refused ({answer.outcome}) and is there")
        elif rows and evidence.texts.get(rows[0]["id"]) != answer.text:
            wrong.append(f"delivery {rows[0]['id']} does not say {answer.text!r}")
    wrong += [f"delivery {row['id']} was written by nobody" for rows in by_form.values() for row in rows]
    return wrong


def ended(evidence: Evidence) -> list[str]:
    wrong = []
    for row in evidence.tables["deliveries"]:
        if row["state"] not in ENDED:
            wrong.append(f"delivery {row['id']} is still {row['state']} ({row['reason']}, {row['attempts']} attempts)")
        elif row["state"] != "accepted" and row["reason"] is None:
            wrong.append(f"delivery {row['id']} is {row['state']} without a reason")
    return wrong


def agree(evidence: Evidence) -> list[str]:
    """No words twice at LINE; accepted is in the ledger, failed is not, and nothing else is there."""
    wrong = [f"{text!r} arrived {len(lines)} times" for text, lines in evidence.accepted.items() if len(lines) > 1]
    unknown = set(evidence.accepted) - set(evidence.texts.values())
    wrong += [f"{text!r} arrived and is no delivery of ours" for text in unknown]
    for row in evidence.tables["deliveries"]:
        wrong += _disagreement(row, evidence)
    return wrong


def _disagreement(row: Row, evidence: Evidence) -> list[str]:
    arrived = evidence.accepted.get(evidence.texts.get(row["id"], ""), [])
    if row["state"] == "accepted" and not arrived:
        return [f"delivery {row['id']} is called accepted and never arrived"]
    if row["state"] == "failed" and arrived:
        return [f"delivery {row['id']} is called failed ({row['reason']}) and arrived"]
    return []


def aged(evidence: Evidence) -> list[str]:
    """What waited when the house died for a day ends unsent, and not one more request carries its key."""
    states = {row["id"]: row for row in evidence.tables["deliveries"]}
    wrong = []
    for old in evidence.notes.aged:
        row = states.get(old["id"])
        if row is None or row["state"] not in ("uncertain", "failed"):
            wrong.append(f"delivery {old['id']}, a day old, is {row['state'] if row else 'gone'}")
    keys = {old["retry_key"]: old["at"] for old in evidence.notes.aged}
    wrong += [
        f"key {line['retry_key']} was sent a day later"
        for line in evidence.sends
        if line["retry_key"] in keys and line["started_at"] > keys[line["retry_key"]] + BORDER_MS
    ]
    return wrong


def disconnected(evidence: Evidence) -> list[str]:
    wrong = []
    for gap in evidence.notes.disconnections:
        account = evidence.accounts[gap["account"]]
        begun = [
            line["started_at"] - gap["at"]
            for line in evidence.sends
            if line["channel_id"] == account.channel_id
            and gap["at"] + BORDER_MS < line["started_at"]
            and (gap["until"] is None or line["started_at"] < gap["until"])
        ]
        wrong += [f"account {gap['account']}: a request {late} ms after it was disconnected" for late in begun]
    return wrong + _sent_later(evidence)


def _sent_later(evidence: Evidence) -> list[str]:
    """What waited when an account was disconnected stays at home when it comes back."""
    return [
        f"delivery {row['id']} is older than a disconnection and arrived after it"
        for gap in evidence.notes.disconnections
        for row in evidence.tables["deliveries"]
        if evidence.account_of[row["channel_id"]] == gap["account"] and row["id"] <= gap["newest"]
        for line in evidence.accepted.get(evidence.texts.get(row["id"], ""), [])
        if gap["until"] is not None and line["accepted_at"] > gap["until"]
    ]
