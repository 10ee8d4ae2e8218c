"""Who works on a delivery holds it for a few seconds at a time, and says again and again that they still do."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from flask import Flask, current_app
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from qontak_line import patience
from qontak_line.away import AWAY
from qontak_line.db import now, transaction
from qontak_line.models import Delivery, DeliveryState

LEASE = timedelta(seconds=8)
BEAT_SECONDS = 2.0


def clock(session: Session) -> datetime:
    """The time by which leases are judged: the database's where many machines share one, whose own clocks differ."""
    if session.get_bind().dialect.name != "postgresql":
        return now()
    moment: datetime = session.execute(select(func.clock_timestamp())).scalar_one()
    return moment


@contextmanager
def kept(delivery_id: int, fence: int) -> Iterator[None]:
    """While the block runs, the lease is renewed from a thread beside it."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    done = threading.Event()
    thread = threading.Thread(target=_beat, args=(app, done, delivery_id, fence), name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()


def _beat(app: Flask, done: threading.Event, delivery_id: int, fence: int) -> None:
    while not done.wait(BEAT_SECONDS):
        with app.app_context():
            try:
                with patience.within(BEAT_SECONDS):
                    is_ours = renew(delivery_id, fence)
            except AWAY:
                continue  # the next beat comes before the lease ends
            if not is_ours:
                return


def renew(delivery_id: int, fence: int) -> bool:
    """Hold it for another `LEASE`, if it is still ours."""
    with transaction() as session:
        renewed = session.execute(
            update(Delivery)
            .where(Delivery.id == delivery_id, Delivery.fence == fence, Delivery.state == DeliveryState.SENDING)
            .values(leased_until=clock(session) + LEASE)
            .execution_options(synchronize_session=False)
            .returning(Delivery.id)
        ).first()
    return renewed is not None
