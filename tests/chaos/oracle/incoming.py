"""What LINE said: once, and with what became of it."""

from __future__ import annotations

import json
from collections import Counter

from tests.chaos.oracle.evidence import Evidence
from tests.chaos.story import Event

DONE = ("processed", "skipped", "quarantined")


def acked_once(evidence: Evidence) -> list[str]:
    """Whatever was answered 200 is there, and nothing is there twice."""
    acked = [key for key, post in evidence.notes.posts.items() if post.acked_at is not None]
    lost = [f"event {key} was acked and is not in the journal" for key in acked if key not in evidence.stored]
    twice = [
        f"event {key} is in the journal {len(rows)} times" for key, rows in evidence.stored.items() if len(rows) > 1
    ]
    unheard = len(evidence.story) - len(acked)
    return lost + twice + ([f"{unheard} events were never answered 200"] if unheard else [])


def nothing_unsaid(evidence: Evidence) -> list[str]:
    """Of odd events nobody says what they become: one bubble at most, with an id of theirs or with none."""
    events = evidence.story.values()
    said = {(event.account, event.message_id) for event in events if event.message_id}
    odd = [event for event in events if event.is_odd]
    said |= {(event.account, _message_id(event)) for event in odd}
    wrong = [f"event {key} was never said by LINE" for key in evidence.stored if key not in evidence.story]
    wrong += [f"message {key} was never said by LINE" for key in evidence.incoming if key[1] and key not in said]
    nameless = sum(len(rows) for key, rows in evidence.incoming.items() if key[1] is None)
    return wrong + ([f"{nameless} messages without an id"] if nameless > len(odd) else [])


def worked_off(evidence: Evidence) -> list[str]:
    wrong = []
    for key, rows in evidence.stored.items():
        event = evidence.story.get(key)
        for row in rows:
            if row["state"] not in DONE:
                wrong.append(f"event {key} is still {row['state']}")
            elif row["state"] == "quarantined" and event is not None and not event.is_odd:
                wrong.append(f"event {key} ({event.kind}) is quarantined: {row['error']}")
    return wrong


def bubbles(evidence: Evidence) -> list[str]:
    wrong = []
    last = _last_words(evidence)
    for event in evidence.told:
        if event.kind not in ("text", "sticker"):
            continue
        rows = evidence.incoming.get((event.account, event.message_id), [])
        if len(rows) != 1:
            wrong.append(f"message {event.message_id} has {len(rows)} bubbles")
        elif rows[0]["text"] != last[event.account, event.message_id] and event.kind == "text":
            wrong.append(f"message {event.message_id} does not say what was said last")
        elif (event.account, event.message_id) in _taken(evidence) and rows[0]["unsent_at"] is None:
            wrong.append(f"message {event.message_id} was taken back and is shown")
    return wrong


def taken_back(evidence: Evidence) -> list[str]:
    """Neither its words nor the bytes that it came in."""
    taken = _taken(evidence)
    return [
        f"message {event.message_id} was taken back, and its {event.kind} event still has its bytes"
        for event in evidence.told
        if event.kind in ("text", "edit") and (event.account, event.message_id) in taken
        if not all(row["is_empty"] for row in evidence.stored[event.key])
    ]


def follows(evidence: Evidence) -> list[str]:
    """One line in the room for each follow and unfollow; blocked is who unfollowed last and did not write since."""
    contacts = {
        (evidence.account_of[row["channel_id"]], row["external_id"]): row for row in evidence.tables["contacts"]
    }
    rooms = {row["id"]: row["contact_id"] for row in evidence.tables["conversations"]}
    lines: Counter[int] = Counter()
    for row in evidence.tables["messages"]:
        content = json.loads(row["content"]) if isinstance(row["content"], str) else row["content"]
        if row["direction"] == "activity" and content.get("activity") in ("followed", "unblocked", "unfollowed"):
            lines[rooms[row["conversation_id"]]] += 1
    told: Counter[tuple[int, str]] = Counter()
    newest: dict[tuple[int, str], Event] = {}
    for event in evidence.told:
        chat = (event.account, event.chat_id)
        if event.kind in ("follow", "unfollow"):
            told[chat] += 1
        if event.kind in ("follow", "unfollow", "text", "sticker"):
            newest[chat] = event
    wrong = []
    for chat, event in newest.items():
        contact = contacts.get(chat)
        if contact is None:
            wrong.append(f"chat {chat} has no contact")
        elif bool(contact["is_blocked"]) != (event.kind == "unfollow") and not _odd_after(evidence, event):
            wrong.append(f"contact {contact['id']} is {'' if contact['is_blocked'] else 'not '}blocked, wrongly")
        elif lines[contact["id"]] != told[chat]:
            wrong.append(f"contact {contact['id']}: {lines[contact['id']]} lines tell of {told[chat]} follows")
    return wrong


def _last_words(evidence: Evidence) -> dict[tuple[int, str], str]:
    words = {}
    for event in evidence.told:  # in LINE's order, so that the newest edit stays
        if event.kind in ("text", "sticker", "edit"):
            words[event.account, event.message_id] = event.text
    return {key: "" if key in _taken(evidence) else text for key, text in words.items()}


def _taken(evidence: Evidence) -> set[tuple[int, str]]:
    return {(event.account, event.message_id) for event in evidence.told if event.kind == "unsend"}


def _message_id(event: Event) -> str:
    return str(event.raw.get("message", {}).get("id", ""))


def _odd_after(evidence: Evidence, newest: Event) -> bool:
    """Some odd events are messages all the same, and who writes has not blocked us."""
    return any(event.is_odd and event.at > newest.at and event.chat_id == newest.chat_id for event in evidence.told)
