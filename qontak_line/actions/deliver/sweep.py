"""Find again what a lost nudge, a crash or a wait has left, every two seconds."""

from __future__ import annotations

from qontak_line.actions.deliver.lease import clock
from qontak_line.actions.deliver.nudge import due_conversations
from qontak_line.actions.deliver.task import deliver
from qontak_line.db import db
from qontak_line.failpoints import fail
from qontak_line.jobs import every


@every(2)
def sweep() -> None:
    """Nudge each conversation that has something due; whoever is quicker claims it."""
    found = due_conversations(clock(db.session()))
    db.session.rollback()
    if found:
        fail("deliver.sweeping")
    for conversation_id in found:
        deliver.nudge(conversation_id)
