"""Faults in what becomes of LINE's events."""

from __future__ import annotations

from tests.chaos.mutants.planted import Edit, Mutant

_DUE, _WORK = "qontak_line.actions.ingest.due", "qontak_line.actions.ingest.work"
_UNSENT = "qontak_line.actions.ingest.mark_unsent"
_SLOW = Edit(_WORK, "            attempt(claimed)\n", "            time.sleep(0.4)\n            attempt(claimed)\n")
_OF_THIS_PROCESS = """\
from qontak_line.db import now
_RECEIVED = and_(_ROW.state == EventState.RECEIVED, _ROW.received_at >= now())
"""

MUTANTS = (
    Mutant(
        "memory_is_the_queue",
        (Edit(_DUE, "_RECEIVED = _ROW.state == EventState.RECEIVED\n", _OF_THIS_PROCESS),),
        ("every event worked off",),
        circumstances=(_SLOW,),
    ),
    Mutant(
        "newest_first",
        (
            Edit(
                _DUE,
                ".order_by(_ROW.chat_key, _ROW.timestamp_ms, _ROW.id)",
                ".order_by(_ROW.chat_key, _ROW.id.desc())",
            ),
        ),
        ("in order, in and out",),
        "overtook",
        circumstances=(_SLOW,),
    ),
    Mutant(
        "unsend_ignored",
        (Edit(_UNSENT, "    _empty(row)\n    row.unsent_at = event.occurred_at\n", ""),),
        ("every message once, as said last",),
    ),
    Mutant(
        "unsend_keeps_bytes",
        (
            Edit(_UNSENT, "    _empty_events(arrival, event.message_id)\n", ""),
            Edit("qontak_line.actions.ingest.process", "    if ids:\n", "    if False:\n"),
        ),
        ("what was taken back is gone",),
    ),
    Mutant(
        "edits_ignored",
        (
            Edit(
                "qontak_line.actions.ingest.edit",
                "row.text, row.content, row.edited_at =",
                "_, row.content, row.edited_at =",
            ),
        ),
        ("every message once, as said last",),
    ),
)
