"""Messages that wait because LINE refused the token: let them go once it is good again."""

from __future__ import annotations

from sqlalchemy import update

from qontak_line.db import db, now
from qontak_line.models import Delivery, DeliveryState, Reason


def release(channel_id: int) -> int:
    """Make the held deliveries due at once, and tell how many. The sweep finds them."""
    released = db.session.execute(
        update(Delivery)
        .where(
            Delivery.channel_id == channel_id,
            Delivery.state == DeliveryState.QUEUED,
            Delivery.reason.in_((Reason.TOKEN_REFUSED, Reason.UNREADABLE)),
        )
        .values(reason=None, next_attempt_at=now())
        .execution_options(synchronize_session=False)
    )
    return int(released.rowcount)  # type: ignore[attr-defined]
