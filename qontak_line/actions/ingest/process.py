"""Process a batch of claimed events: all their rows and their own new states in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import bindparam, null, select, update
from sqlalchemy.orm import Session

from qontak_line.actions.ingest import adapters, claims, spoken_of
from qontak_line.actions.ingest.arrival import Arrival
from qontak_line.actions.ingest.known import Known
from qontak_line.actions.ingest.pace import pace
from qontak_line.actions.ingest.told import Told
from qontak_line.db import now, on_commit, transaction
from qontak_line.failpoints import fail
from qontak_line.models import Channel, EventState, WebhookEvent

_ORGANIZATIONS = (
    select(Channel.id, Channel.organization_id)
    .where(Channel.id.in_(bindparam("ids", expanding=True)))
    .order_by(Channel.id)
    .with_for_update(read=True)
)
_OF_BATCH = update(WebhookEvent).where(WebhookEvent.id.in_(bindparam("ids", expanding=True)))
_FINISH = _OF_BATCH.values(
    state=bindparam("became"), finished_at=bindparam("at"), leased_until=null(), next_attempt_at=null(), error=null()
)
_EMPTY = _OF_BATCH.values(body=null())


def process(batch: Sequence[Told]) -> None:
    """In the order given. Passes over whose claim was lost. Raises whatever goes wrong with any of them."""
    with transaction() as session:
        on_commit(lambda: fail("ingest.committed"))
        ours = claims.hold(session, [told.claim for told in batch])
        held = [told for told in batch if told.claim.id in ours]
        if held:
            with pace().measured(len(held)):
                turn_into_rows(session, held)
        fail("ingest.before_commit")


def turn_into_rows(session: Session, batch: Sequence[Told]) -> None:
    """Everything that events make, and what becomes of themselves."""
    known = Known(session, organizations_of(session, batch))
    states = take_in(known, batch)
    known.write()
    fail("ingest.written")
    _finish(session, zip(batch, states, strict=True))
    _empty(session, [told.claim.id for told in batch if _is_taken_back(known, told)])


def organizations_of(session: Session, batch: Iterable[Told]) -> dict[int, int]:
    """Whose each channel is. Locked against a disconnect that erases, which takes the channel's row first."""
    wanted = sorted({told.claim.channel_id for told in batch})
    return {row.id: row.organization_id for row in session.connection().execute(_ORGANIZATIONS, {"ids": wanted})}


def take_in(known: Known, batch: Sequence[Told]) -> list[EventState]:
    """Turn events into rows, one after the other; what has no bytes any more is skipped."""
    _prepare(known, batch)
    fail("ingest.met")
    return [_apply(known, told) for told in batch]


def _prepare(known: Known, batch: Sequence[Told]) -> None:
    """Ask for everything that the batch speaks of, with a few queries and in one order."""
    spoken = [(told.claim.channel_id, told.event) for told in batch if told.event is not None]
    people = {who[:2]: who for channel_id, event in spoken for who in spoken_of.people_of(channel_id, event)}
    known.meet(people.values())
    chats = [chat for channel_id, event in spoken if (chat := spoken_of.chat_of(channel_id, event))]
    known.open(known.contact(chat) for chat in chats)
    messages = ((channel_id, spoken_of.message_of(event)) for channel_id, event in spoken)
    known.recall((channel_id, message_id) for channel_id, message_id in messages if message_id)


def _apply(known: Known, told: Told) -> EventState:
    if told.event is None:
        return EventState.SKIPPED
    channel_id = told.claim.channel_id
    organization_id = known.organizations[channel_id]
    arrival = Arrival(organization_id, channel_id, told.claim.received_at, told.raw, known)
    return adapters.apply(arrival, told.event)


def _is_taken_back(known: Known, told: Told) -> bool:
    """Whether its bytes hold what the customer took back, be it before or after."""
    message_id = spoken_of.message_of(told.event) if told.event else None
    message = known.message((told.claim.channel_id, message_id)) if message_id else None
    return message is not None and message.is_unsent


def _finish(session: Session, done: Iterable[tuple[Told, EventState]]) -> None:
    ids: dict[EventState, list[int]] = {}
    for told, state in done:
        ids.setdefault(state, []).append(told.claim.id)
    for state, some in ids.items():
        session.connection().execute(_FINISH, {"ids": some, "became": state, "at": now()})


def _empty(session: Session, ids: list[int]) -> None:
    if ids:
        session.connection().execute(_EMPTY, {"ids": ids})
