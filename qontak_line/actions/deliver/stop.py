"""Disconnect a channel's sending: nothing that waits goes any more."""

from __future__ import annotations

from sqlalchemy import case, delete, update

from qontak_line.actions import tell
from qontak_line.actions.deliver.due import UNFINISHED
from qontak_line.db import db
from qontak_line.models import Channel, Delivery, DeliveryState, Reason, SendingPause


def fail_queued(channel: Channel) -> int:
    """Fail all that the channel has queued, within the transaction that disconnects it; gives how many there were.

    What may have arrived already becomes uncertain. A request that is under way ends and is recorded; it is marked, so
    that it does not go again, whoever finds it, even when the account is connected again by then.
    """
    db.session.execute(delete(SendingPause).where(SendingPause.channel_id == channel.id))
    touched = db.session.scalars(
        update(Delivery)
        .where(Delivery.channel_id == channel.id, Delivery.state.in_(UNFINISHED))
        .values(
            state=case(
                (Delivery.state == DeliveryState.SENDING, DeliveryState.SENDING),
                (Delivery.in_doubt, DeliveryState.UNCERTAIN),
                else_=DeliveryState.FAILED,
            ),
            reason=Reason.DISCONNECTED,
            line_message=None,
        )
        .execution_options(synchronize_session=False)
        .returning(Delivery.conversation_id)
    ).all()
    if touched:
        tell.look(channel.organization_id, "everything")
    return len(touched)
