"""Faults in what becomes of LINE's events."""

from __future__ import annotations

from tests.chaos.mutants.planted import Edit, Mutant

_TURNS, _WORK = "qontak_line.actions.ingest.turns", "qontak_line.actions.ingest.work"
_UNSENT = "qontak_line.actions.ingest.mark_unsent"
_SLOW = Edit(_WORK, "            attempt(claimed)\n", "            time.sleep(0.4)\n            attempt(claimed)\n")

MUTANTS = (
    Mutant(
        "memory_is_the_queue",
        (
            Edit(
                _TURNS,
                "    return and_(WebhookEvent.state == EventState.RECEIVED, waits_no_longer)",
                "    mine = WebhookEvent.received_at >= BEGUN\n"
                "    return and_(WebhookEvent.state == EventState.RECEIVED, waits_no_longer, mine)\n\n\n"
                "from qontak_line.db import now\n\nBEGUN = now()",
            ),
        ),
        ("every event worked off",),
        circumstances=(_SLOW,),
    ),
    Mutant(
        "newest_first",
        (
            Edit(
                _TURNS,
                "(WebhookEvent.chat_key, WebhookEvent.timestamp_ms, WebhookEvent.id)",
                "(WebhookEvent.chat_key, WebhookEvent.id.desc())",
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
