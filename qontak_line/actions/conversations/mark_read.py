"""Mark a conversation read, here and toward LINE."""

from __future__ import annotations

from qontak_line.actions import tell
from qontak_line.actions.conversations.change import change
from qontak_line.actions.conversations.errors import NotAllowed
from qontak_line.actions.deliver import mark_read_at_line
from qontak_line.db import on_commit
from qontak_line.models import Conversation, User


def mark_read(conversation: Conversation, by: User) -> None:
    """Nothing happens when it is read already. Raises NotAllowed."""
    if not conversation.is_visible_to(by):
        raise NotAllowed
    if not change(conversation, Conversation.unread_count > 0, unread_count=0):
        return
    tell.look(conversation.organization_id, f"conversation:{conversation.id}")
    if conversation.channel.chat_mode == "chat":  # else LINE shows "Read" by itself
        on_commit(lambda: mark_read_at_line.nudge(conversation.id))
