"""Give a conversation back to all."""

from __future__ import annotations

from qontak_line.actions.conversations.assign import assign
from qontak_line.models import Conversation, User


def unassign(conversation: Conversation, by: User) -> None:
    """Make it nobody's; Agents only their own. Raises NotAllowed, TakenMeanwhile, AlreadyDone."""
    assign(conversation, None, by)
