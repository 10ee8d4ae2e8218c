"""What happens to a conversation: whose it is, whether it is open, read, or noted upon."""

from qontak_line.actions.conversations.add_note import add_note
from qontak_line.actions.conversations.assign import assign
from qontak_line.actions.conversations.errors import AlreadyDone, Meanwhile, NotAllowed, TakenMeanwhile
from qontak_line.actions.conversations.mark_read import mark_read
from qontak_line.actions.conversations.reopen import reopen
from qontak_line.actions.conversations.resolve import resolve
from qontak_line.actions.conversations.snooze import snooze
from qontak_line.actions.conversations.take import take
from qontak_line.actions.conversations.take_next import take_next
from qontak_line.actions.conversations.unassign import unassign
from qontak_line.actions.conversations.wake import wake

__all__ = [
    "AlreadyDone",
    "Meanwhile",
    "NotAllowed",
    "TakenMeanwhile",
    "add_note",
    "assign",
    "mark_read",
    "reopen",
    "resolve",
    "snooze",
    "take",
    "take_next",
    "unassign",
    "wake",
]
