"""Who came into a group or room, and who left it. Source: LINE's "Member join event", "Member leave event"."""

from __future__ import annotations

from dataclasses import replace

from qontak_line.actions.ingest.activity import note
from qontak_line.actions.ingest.arrival import Arrival
from qontak_line.actions.ingest.chat import meet, open_chat
from qontak_line.actions.ingest.reply_token import keep_reply_token
from qontak_line.actions.ingest.spoken_of import members_of
from qontak_line.line.events import MemberJoinedEvent, MemberLeftEvent
from qontak_line.models import EventState


def note_members(arrival: Arrival, event: MemberJoinedEvent | MemberLeftEvent) -> EventState:
    chat = open_chat(arrival, event)
    if chat is None:
        return EventState.SKIPPED
    activity = "member_joined" if isinstance(event, MemberJoinedEvent) else "member_left"
    keep_reply_token(arrival, chat, event)
    for who in members_of(arrival.channel_id, event):
        member = meet(arrival, who, met_in=chat.contact)
        note(arrival, replace(chat, sender_id=member.id), event, activity)
    return EventState.PROCESSED
