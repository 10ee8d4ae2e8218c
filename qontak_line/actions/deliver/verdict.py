"""What LINE said → what becomes of the delivery. Source: LINE's "Status codes", "Retry failed API requests"."""

from __future__ import annotations

from dataclasses import dataclass, replace

from qontak_line.line import errors
from qontak_line.line.types import Sent, SentMessage
from qontak_line.models import DeliveryState, Reason

ANY = frozenset({Reason.UNREACHABLE, Reason.TOKEN_REFUSED, Reason.UNREADABLE, Reason.MONTHLY_LIMIT})
OPEN_BUT_LIMIT = ANY - {Reason.MONTHLY_LIMIT}
REACHED = frozenset({Reason.UNREACHABLE})
NOTHING: frozenset[Reason] = frozenset()


@dataclass(frozen=True)
class Verdict:
    """`next_method`: how the next attempt goes, None while that is open, "" to leave it as it is.

    `in_doubt`: LINE may have accepted it. `gives_back`: the reply token was surely not used. `overcame`: which
    reasons for a pause of the channel this answer disproves. `pauses`: why nothing more of the channel goes.
    """

    state: DeliveryState
    reason: Reason | None = None
    next_method: str | None = ""
    sent: tuple[SentMessage, ...] = ()
    in_doubt: bool = False
    gives_back: bool = False
    overcame: frozenset[Reason] = NOTHING
    pauses: Reason | None = None
    is_unanswered: bool = False
    line_message: str = ""
    request_id: str | None = None


def judge(method: str, said: Sent | errors.LineError) -> Verdict:
    """The one table of LINE's answers."""
    if isinstance(said, Sent):
        overcame = OPEN_BUT_LIMIT if method == "reply" else ANY
        return Verdict(DeliveryState.ACCEPTED, sent=said.messages, overcame=overcame, request_id=said.request_id)
    verdict = _reply(said) if method == "reply" else _push(said)
    unanswered = isinstance(said, errors.LineUnreachable | errors.LineTimeout)
    return replace(verdict, is_unanswered=unanswered, line_message=said.line_message, request_id=said.request_id)


def _push(error: errors.LineError) -> Verdict:
    """Its key makes every attempt safe, so all but a refusal is tried again."""
    match error:
        case errors.LineUnreachable():
            return Verdict(DeliveryState.QUEUED, Reason.UNREACHABLE)
        case errors.LineTimeout():
            return Verdict(DeliveryState.QUEUED, Reason.UNREACHABLE, in_doubt=True)
        case errors.MonthlyLimitReached():
            # Surely not sent, and replies still work: when the customer writes first, this goes as a reply.
            return Verdict(
                DeliveryState.QUEUED, Reason.MONTHLY_LIMIT, None, overcame=OPEN_BUT_LIMIT, pauses=Reason.MONTHLY_LIMIT
            )
    return _either(error) or Verdict(DeliveryState.QUEUED, Reason.LINE_ERROR, in_doubt=True)


def _reply(error: errors.LineError) -> Verdict:
    """It has no key: only after a sure refusal may it go again; where the outcome is unknown, people decide."""
    match error:
        case errors.LineUnreachable():
            return Verdict(DeliveryState.QUEUED, Reason.UNREACHABLE, None, gives_back=True)
        case errors.InvalidReplyToken():
            return Verdict(DeliveryState.QUEUED, None, "push", overcame=OPEN_BUT_LIMIT)
        case errors.MonthlyLimitReached():
            return Verdict(DeliveryState.QUEUED, Reason.MONTHLY_LIMIT, "push", pauses=Reason.MONTHLY_LIMIT)
        case errors.RateLimited() | errors.InvalidToken():
            verdict = _either(error)
            if verdict is not None:
                return replace(verdict, next_method=None, gives_back=True)
    return _either(error) or Verdict(DeliveryState.UNCERTAIN, Reason.NO_ANSWER, in_doubt=True)


def _either(error: errors.LineError) -> Verdict | None:
    """Answers that say surely that nothing was sent, whatever the method; None for all others."""
    match error:
        case errors.RateLimited():
            return Verdict(DeliveryState.QUEUED, Reason.RATE_LIMIT, overcame=REACHED)
        case errors.InvalidToken():
            return Verdict(DeliveryState.QUEUED, Reason.TOKEN_REFUSED, overcame=REACHED, pauses=Reason.TOKEN_REFUSED)
    if error.retry or error.is_ambiguous:
        return None
    return Verdict(DeliveryState.FAILED, Reason.REFUSED, overcame=OPEN_BUT_LIMIT)
