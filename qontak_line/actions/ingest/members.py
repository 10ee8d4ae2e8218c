"""Who came into a group or room, and who left it. Source: LINE's "Member join event", "Member leave event"."""

from __future__ import annotations

from dataclasses import replace

from qontak_line.actions.ingest.activity import note
from qontak_line.actions.ingest.arrival import Arrival
from qontak_line.actions.ingest.chat import LONGEST_ID, meet, open_chat
from qontak_line.actions.ingest.reply_token import keep_reply_token
from qontak_line.line.events import MemberJoinedEvent, MemberLeftEvent
from qontak_line.models import ContactKind, EventState


def note_members(arrival: Arrival, event: MemberJoinedEvent | MemberLeftEvent) -> EventState:
    chat = open_chat(arrival, event)
    if chat is None:
        return EventState.SKIPPED
    activity = "member_joined" if isinstance(event, MemberJoinedEvent) else "member_left"
    keep_reply_token(arrival, chat, event)
    for user_id in dict.fromkeys(event.user_ids):
        if len(user_id) <= LONGEST_ID:
            member = meet(arrival, ContactKind.USER, user_id, met_in=chat.contact)
            note(arrival, replace(chat, sender_id=member.id), event, activity)
    return EventState.PROCESSED
