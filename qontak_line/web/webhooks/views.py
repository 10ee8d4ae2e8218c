"""POST `/webhooks/line/<key>`: check, keep, answer, and nothing else; the work is done by `actions/ingest` later.

The order of the checks is part of the contract. All 401 look the same, so that nobody learns which keys exist.
"""

from __future__ import annotations

import logging
from functools import partial

from flask import Response, request
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from qontak_line import patience
from qontak_line.actions import doors, journal, rejections
from qontak_line.failpoints import fail
from qontak_line.line import signature
from qontak_line.web.edge.reply import REPLY, Reply
from qontak_line.web.permissions import public
from qontak_line.web.webhooks import admission, answers, bp
from qontak_line.web.webhooks import body as raw_body

log = logging.getLogger(__name__)

PATIENCE_S = 1.5
"""LINE waits two seconds; what the database has not done by then is answered with 503."""

_NOBODYS_SECRET = "0" * 32
"""What strangers' bodies are checked against: it costs the same and never fits, since the answer is no anyway."""


@bp.post("/webhooks/line/<key>")
@public
def receive(key: str) -> Response:
    try:
        door = doors.fresh(key)
        if door is not None:
            return _answer_in_place(door)
        with patience.within(PATIENCE_S):
            return _answer_in_place(doors.find(key) if doors.is_known(key) else _looked_up(key))
    except admission.Full:
        return answers.BUSY
    except (DBAPIError, PoolTimeout) as problem:
        return _answer_to(problem)


@bp.route("/webhooks/line/<key>", methods=["GET", "PUT", "PATCH", "DELETE"])
@public
def refuse_method(key: str) -> Response:
    """Not left to the error page, which would look for a session."""
    return answers.ONLY_POST


def _looked_up(key: str) -> doors.Door | None:
    """Those whom we do not know yet wait for each other, and never keep out those whom we know."""
    places = admission.places()
    places.enter(admission.LOOKED_UP)
    try:
        return doors.find(key)
    finally:
        places.leave(admission.LOOKED_UP)


def _answer_in_place(door: doors.Door | None) -> Response:
    places, channel_id = admission.places(), door.channel_id if door else admission.STRANGERS
    places.enter(channel_id)
    try:
        return _answer_for(door)
    finally:
        places.leave(channel_id)


def _answer_for(door: doors.Door | None) -> Response:
    given = request.headers.get(signature.HEADER)
    try:
        if raw_body.is_announced_too_large():
            raise raw_body.TooLarge
        body = raw_body.read(door.channel_id if door else admission.STRANGERS) if given else b""
    except raw_body.TooLarge:
        return answers.TOO_LARGE
    except raw_body.TooSlow:
        return answers.TOO_SLOW
    fits = signature.is_valid(door.secret if door and door.secret else _NOBODYS_SECRET, body, given)
    if door is None or not door.secret or not fits:
        if door is not None:
            rejections.count(door.channel_id)
        return answers.UNAUTHORIZED
    return _keep(door, body)


def _keep(door: doors.Door, body: bytes) -> Response:
    """Answered by whoever stored it, where the server allows that: no thread has to wait for the disk then."""
    reply: Reply | None = request.environ.get(REPLY)
    try:
        if reply is not None and journal.record_later(
            door.channel_id, body, partial(_give, reply), destination=door.bot_id
        ):
            reply.leave()
            return answers.LATER
        journal.record(door.channel_id, body, destination=door.bot_id)
    except Exception as problem:
        return _answer_to(problem)
    return _answer_to(None)


def _give(reply: Reply, problem: Exception | None) -> None:
    _answer_to(problem).give(reply)


def _answer_to(problem: Exception | None) -> answers.Fixed:
    """What LINE is told once its webhook is stored, or why it is not."""
    if problem is None:
        fail("wh.before_answer")
        return answers.OK
    if isinstance(problem, journal.NotAWebhook):
        return answers.NOT_A_WEBHOOK
    if isinstance(problem, journal.ForeignDestination | journal.ChannelClosed):
        return answers.UNAUTHORIZED
    if not isinstance(problem, DBAPIError | PoolTimeout | journal.Unavailable):
        log.error("webhook not stored", exc_info=problem)
        return answers.BUSY
    log.error("webhook not stored, database away: %s", type(problem).__name__)
    return answers.BUSY
