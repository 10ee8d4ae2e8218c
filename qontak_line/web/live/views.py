"""`/live`: server-sent events for the signed-in user."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator

from flask import Flask, Response, abort, current_app

from qontak_line.db import db
from qontak_line.live.broker import Broker, Stream
from qontak_line.web.live import bp
from qontak_line.web.live.watch import Watch
from qontak_line.web.permissions import Permission, permission
from qontak_line.web.signed_in import me, my_session

WAIT_S = 3.0
PING_EVERY = 5
"""A comment each so many waits: how a client that went away is noticed."""
SHORTEST_PAUSE_S, LONGEST_PAUSE_S, CROWD = 0.1, 1.0, 300
"""Between two times that a stream is told something: short among few, a second among `CROWD`. All of them wake up for
each message, and what they do then keeps webhooks waiting."""

watch = Watch()


@bp.get("/live")
@permission(Permission.SIGNED_IN)
def stream() -> Response:
    """Events: `look` (where), `end` (the session is over). Reconnecting browsers look at everything."""
    session_id, user_id, organization_id = my_session().id, me().id, me().organization_id
    if not watch.enter(session_id, user_id):
        abort(503)
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    db.session.remove()
    answer = Response(_events(app, organization_id, session_id), mimetype="text/event-stream")
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Accel-Buffering"] = "no"
    answer.call_on_close(lambda: watch.leave(session_id, user_id))
    return answer


def _events(app: Flask, organization_id: int, session_id: int) -> Iterator[str]:
    broker: Broker = app.extensions["broker"]
    own = broker.open(organization_id)
    try:
        yield "retry: 2000\n: here\n\n"
        yield from _told(app, own, session_id)
    finally:
        broker.close(organization_id, own)


def _told(app: Flask, own: Stream, session_id: int) -> Iterator[str]:
    quiet = 0
    while not own.is_over:
        looks = own.take(WAIT_S)
        if not watch.is_alive(session_id, app, ask_now="sessions" in looks):
            yield "event: end\ndata: session\n\n"
            return
        words = [look for look in looks if look != "sessions"]
        quiet = 0 if words else quiet + 1
        if words:
            yield "".join(f"event: look\ndata: {word}\n\n" for word in words)
            time.sleep(_pause_s())
        elif quiet % PING_EVERY == 0:
            yield ": ping\n\n"


def _pause_s() -> float:
    """Not the same for all: they would wake up together for ever after."""
    pause = min(LONGEST_PAUSE_S, max(SHORTEST_PAUSE_S, LONGEST_PAUSE_S * watch.count() / CROWD))
    return pause * random.uniform(0.8, 1.2)  # noqa: S311 - no secret
