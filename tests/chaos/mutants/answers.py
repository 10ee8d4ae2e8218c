"""Faults on the way of an answer."""

from __future__ import annotations

from tests.chaos.mutants.planted import Edit, Mutant

_CLAIM, _RECORD, _VERDICT, _DUE, _LEASE, _SENDERS = (
    f"qontak_line.actions.deliver.{name}" for name in ("claim", "record", "verdict", "due", "lease", "senders")
)
_AGREE, _BODY, _ENDED = (
    "LINE's ledger and our states agree",
    "one key and one body for an answer",
    "every answer ended, with a reason",
)

_TWO_AT_ONCE = Edit(_SENDERS, "next((key for key in line if key not in self._running), None)", "next(iter(line), None)")
_NO_HEARTBEAT = Edit(_LEASE, "BEAT_SECONDS = 2.0", "BEAT_SECONDS = 9999.0")
_SHORT_LEASE = Edit(_LEASE, "LEASE = timedelta(seconds=8)", "LEASE = timedelta(seconds=1)")

MUTANTS = (
    Mutant(
        "new_key_per_attempt",
        (Edit(_CLAIM, "retry_key=delivery.retry_key,", "retry_key=str(__import__('uuid').uuid4()),"),),
        (_BODY, _AGREE),
    ),
    Mutant(
        "no_fencing",
        (
            Edit(
                _RECORD,
                ".where(Delivery.id == claim.delivery_id, Delivery.fence == claim.fence, "
                "Delivery.state == DeliveryState.SENDING)",
                ".where(Delivery.id == claim.delivery_id)",
            ),
        ),
        ("incidents",),
        "and became",
        circumstances=(_TWO_AT_ONCE, _NO_HEARTBEAT, _SHORT_LEASE),
        deck={"hang_before": 14},
    ),
    Mutant(
        "no_lease",
        (
            Edit(_CLAIM, "is_due(at), ~busy)", "is_due(at))"),
            Edit(
                _DUE,
                "Delivery.state == DeliveryState.SENDING, Delivery.leased_until < at",
                "Delivery.state == DeliveryState.SENDING",
            ),
        ),
        ("no key twice at the same time",),
        circumstances=(_TWO_AT_ONCE,),
        deck={"hang_after": 14},
    ),
    Mutant(
        "reply_becomes_push",
        (
            Edit(
                _VERDICT,
                "return _either(error) or Verdict(DeliveryState.UNCERTAIN, Reason.NO_ANSWER, in_doubt=True)",
                "return _either(error) or Verdict(DeliveryState.QUEUED, Reason.NO_ANSWER, 'push')",
            ),
        ),
        (_AGREE,),
        "times",
    ),
    Mutant(
        "key_for_ever",
        (
            Edit(
                "qontak_line.models.delivery", "KEY_LIFETIME = timedelta(hours=20)", "KEY_LIFETIME = timedelta(days=99)"
            ),
        ),
        ("nothing sent after a day",),
        needs={"long_outages": 1},
    ),
    Mutant(
        "timeout_is_failure",
        (
            Edit(
                _VERDICT,
                "return _either(error) or Verdict(DeliveryState.QUEUED, Reason.LINE_ERROR, in_doubt=True)",
                "return _either(error) or Verdict(DeliveryState.FAILED, Reason.LINE_ERROR)",
            ),
        ),
        (_AGREE,),
        "and arrived",
    ),
    Mutant(
        "conflict_is_failure",
        (Edit("qontak_line.line.sending", "accepts=(200, 409)", "accepts=(200,)"),),
        (_AGREE,),
        "and arrived",
    ),
    Mutant(
        "no_sweep",
        (Edit("qontak_line.actions.deliver.sweep", "for conversation_id in found:", "for conversation_id in ():"),),
        (_ENDED,),
        "is still",
    ),
    Mutant(
        "newest_answer_first",
        (
            Edit(_CLAIM, "select(func.min(head.id))", "select(func.max(head.id))"),
            Edit("qontak_line.actions.deliver.nudge", "earlier.id < Delivery.id,", "earlier.id > Delivery.id,"),
        ),
        ("in order, in and out",),
        "arrived after",
        needs={"disconnects": 1},
    ),
    Mutant(
        "disconnect_keeps_the_queue",
        (
            Edit("qontak_line.actions.channels.disconnect", "    fail_queued(channel)\n", ""),
            Edit(
                "qontak_line.actions.deliver.settle",
                "if conversation.channel.is_disconnected or delivery.reason is",
                "if None is",
            ),
        ),
        ("nothing sent while disconnected",),
        needs={"disconnects": 1},
    ),
    Mutant(
        "promise_before_commit",
        (
            Edit(
                "qontak_line.actions.messages.send",
                "    return write(conversation, form,",
                "    if hash(form.client_id) % 5 == 0:\n        return None\n    return write(conversation, form,",
            ),
        ),
        ("every promised answer once",),
        "was promised",
    ),
)
