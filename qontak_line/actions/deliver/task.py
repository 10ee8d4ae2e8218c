"""The task: send what a conversation has waiting."""

from __future__ import annotations

from functools import partial

from qontak_line.actions.deliver.drain import drain
from qontak_line.actions.deliver.senders import submit
from qontak_line.db import db
from qontak_line.jobs import task
from qontak_line.models import Conversation


@task
def deliver(conversation_id: int) -> None:
    """Send all that is due, oldest first. In a worker on a thread of its own; elsewhere here and now."""
    conversation = db.session.get(Conversation, conversation_id)
    if conversation is not None:
        submit(conversation.channel_id, ("deliver", conversation_id), partial(drain, conversation_id))
