"""System lines of a room: what LINE tells beside messages. `content` holds `activity` (a tag) and its particulars.

Tags: followed, unblocked, unfollowed (one-to-one) · joined, left (our account and a group) · member_joined,
member_left (the member is the line's sender) · reopened_by_message · video_watched (`tracking_id`) · beacon
(`beacon_type`, `hwid`) · account_linked (`result`) · membership (`membership_type`, `membership_id`) · module
(`module_type`) · chat_control_taken, chat_control_given · account_suspended, account_resumed ·
notification_delivered.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qontak_line.actions.ingest.arrival import Arrival
from qontak_line.actions.ingest.chat import Chat, open_chat
from qontak_line.actions.ingest.heard import look
from qontak_line.actions.ingest.line import write_line
from qontak_line.actions.ingest.reply_token import keep_reply_token
from qontak_line.line import events
from qontak_line.models import EventState

_Particulars = Callable[[Any], dict[str, Any]]

TOLD: dict[type[events.Event], tuple[str, _Particulars]] = {
    events.VideoPlayCompleteEvent: ("video_watched", lambda event: {"tracking_id": event.tracking_id}),
    events.BeaconEvent: ("beacon", lambda event: {"beacon_type": event.beacon_type, "hwid": event.hwid}),
    events.AccountLinkEvent: ("account_linked", lambda event: {"result": event.result}),
    events.MembershipEvent: (
        "membership",
        lambda event: {"membership_type": event.membership_type, "membership_id": event.membership_id},
    ),
    events.ModuleEvent: ("module", lambda event: {"module_type": event.module_type}),
    events.ActivatedEvent: ("chat_control_taken", lambda _: {}),
    events.DeactivatedEvent: ("chat_control_given", lambda _: {}),
    events.BotSuspendedEvent: ("account_suspended", lambda _: {}),
    events.BotResumedEvent: ("account_resumed", lambda _: {}),
    events.DeliveryEvent: ("notification_delivered", lambda _: {}),
}


def tell_activity(arrival: Arrival, event: events.Event) -> EventState:
    """An event that is told in one line, when it belongs to a chat."""
    chat = open_chat(arrival, event)
    if chat is None:
        return EventState.SKIPPED
    tag, particulars = TOLD[type(event)]
    keep_reply_token(arrival, chat, event)
    note(arrival, chat, event, tag, **particulars(event))
    return EventState.PROCESSED


def note(arrival: Arrival, chat: Chat, event: events.Event, activity: str, **particulars: Any) -> None:
    """Write a system line. It neither counts as unread nor opens anything."""
    write_line(arrival, chat, event.occurred_at, activity, **particulars)
    look(arrival, chat)
