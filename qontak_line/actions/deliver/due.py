"""When a delivery may be claimed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_

from qontak_line.models import Delivery, DeliveryState

UNFINISHED = (DeliveryState.QUEUED, DeliveryState.SENDING)


def is_due(at: datetime) -> ColumnElement[bool]:
    """Queued and its time has come, or claimed by somebody whose lease ended."""
    return or_(
        and_(Delivery.state == DeliveryState.QUEUED, Delivery.next_attempt_at <= at),
        and_(Delivery.state == DeliveryState.SENDING, Delivery.leased_until < at),
    )
