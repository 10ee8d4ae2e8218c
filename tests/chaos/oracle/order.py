"""Nobody overtakes anybody in a chat."""

from __future__ import annotations

from collections import defaultdict

from tests.chaos.databases import ms_of
from tests.chaos.oracle.evidence import Evidence
from tests.chaos.story import Event


def both_ways(evidence: Evidence) -> list[str]:
    return _times(evidence) + _in(evidence) + _out(evidence)


def _times(evidence: Evidence) -> list[str]:
    """The room is read by LINE's times."""
    wrong = []
    for event in evidence.told:
        for row in evidence.incoming.get((event.account, event.message_id), []):
            if event.kind in ("text", "sticker") and ms_of(row["said_at"]) != event.at:
                wrong.append(f"message {event.message_id} stands at {row['said_at']} and was said at {event.at}")
    return wrong


def _in(evidence: Evidence) -> list[str]:
    """What was older at LINE and stored before the other even came is worked on first."""
    spoken_of = {(event.account, event.message_id) for event in evidence.told if event.kind in ("unsend", "edit")}
    chats: dict[tuple[int, str], list[Event]] = defaultdict(list)
    for event in evidence.told:
        key = (event.account, event.message_id)
        if event.kind in ("text", "sticker") and key not in spoken_of and len(evidence.incoming.get(key, ())) == 1:
            chats[event.account, event.chat_id].append(event)
    posts, wrong = evidence.notes.posts, []
    for events in chats.values():
        for place, older in enumerate(events):
            acked = posts[older.key].acked_at
            for newer in events[place + 1 :]:
                came = posts[newer.key].first_at
                if acked is None or came is None or acked >= came:
                    continue
                if _row_id(evidence, older) > _row_id(evidence, newer):
                    wrong.append(f"message {newer.message_id} overtook {older.message_id}")
    return wrong


def _row_id(evidence: Evidence, event: Event) -> int:
    return int(evidence.incoming[event.account, event.message_id][0]["id"])


def _out(evidence: Evidence) -> list[str]:
    """The ledger's order in each chat is the order in which the answers were written."""
    numbers = {text: delivery for delivery, text in evidence.texts.items()}
    last: dict[tuple[str, str], int] = {}
    wrong = []
    for line in evidence.ledger:
        if line["entry"] != "acceptance":
            continue
        chat = (line["channel_id"], line["chat_id"])
        number = numbers.get(line["messages"][0]["text"], 0)
        if number < last.get(chat, 0):
            wrong.append(f"delivery {number} arrived after {last[chat]} in the same chat")
        last[chat] = max(number, last.get(chat, 0))
    return wrong
