"""Which verb takes which event. What is not in the table becomes a labelled bubble.

Source: LINE's "Webhook event objects".
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qontak_line.actions.ingest.activity import TOLD, tell_activity
from qontak_line.actions.ingest.arrival import Arrival
from qontak_line.actions.ingest.edit import edit
from qontak_line.actions.ingest.mark_unsent import mark_unsent
from qontak_line.actions.ingest.members import note_members
from qontak_line.actions.ingest.reach import follow, join, leave, unfollow
from qontak_line.actions.ingest.receive import receive
from qontak_line.actions.ingest.receive_other import receive_postback, receive_unknown
from qontak_line.line import events
from qontak_line.models import EventState

Verb = Callable[[Arrival, Any], EventState]

_VERBS: dict[type[events.Event], Verb] = {
    events.MessageEvent: receive,
    events.MessageEditedEvent: edit,
    events.UnsendEvent: mark_unsent,
    events.FollowEvent: follow,
    events.UnfollowEvent: unfollow,
    events.JoinEvent: join,
    events.LeaveEvent: leave,
    events.MemberJoinedEvent: note_members,
    events.MemberLeftEvent: note_members,
    events.PostbackEvent: receive_postback,
    **dict.fromkeys(TOLD, tell_activity),
}


def apply(arrival: Arrival, event: events.Event) -> EventState:
    """Turn the event into rows; skipped when it belongs to no chat or tells nothing new."""
    return _VERBS.get(type(event), receive_unknown)(arrival, event)
