"""Work on what was claimed: together when all goes well, else one by one, so that what fails is set aside alone."""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Sequence

from qontak_line.actions.ingest import claims
from qontak_line.actions.ingest.channel_heard import note_heard
from qontak_line.actions.ingest.claims import Claim
from qontak_line.actions.ingest.due import LEASE
from qontak_line.actions.ingest.process import process
from qontak_line.actions.ingest.told import Told, read
from qontak_line.away import AWAY
from qontak_line.failpoints import fail
from qontak_line.line.webhook import MalformedEvent

PATIENCE_S = LEASE.total_seconds() / 2
_PAUSE_S = 0.05

log = logging.getLogger(__name__)


def attempt(claimed: Sequence[Claim]) -> None:
    """Each ends processed, skipped, quarantined or put back. Raises `AWAY`, after the attempt was taken off again."""
    fail("ingest.claimed")
    try:
        batch = [told for claim in claimed if (told := _read(claim))]
        if batch:
            _process(batch)
    except AWAY:
        claims.give_back(claimed)
        raise


def _read(claim: Claim) -> Told | None:
    try:
        return read(claim)
    except Exception as problem:
        _fail(claim, problem)
        return None


def _process(batch: Sequence[Told]) -> None:
    try:
        _patiently(batch)
    except AWAY:
        raise
    except Exception as problem:
        if len(batch) == 1:
            _fail(batch[0].claim, problem)
            return
        for told in batch:
            _process([told])


def _patiently(batch: Sequence[Told]) -> None:
    """Try again while the database is away, as long as the claim surely holds."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            note_heard(batch)
            fail("ingest.heard")
            return process(batch)
        except AWAY as problem:
            log.warning("%d events wait, database away: %s", len(batch), type(problem).__name__)
            if time.monotonic() > deadline:
                raise
        time.sleep(_PAUSE_S)


def _fail(claim: Claim, problem: Exception) -> None:
    if isinstance(problem, MalformedEvent):  # trying again would not help
        log.warning("event %d quarantined: %s", claim.id, problem)
        claims.quarantine(claim.id, claim.attempt, str(problem))
    else:
        log.error("event %d failed: %s", claim.id, _without_words(problem))
        claims.put_back(claim.id, claim.attempt, _without_words(problem))


def _without_words(problem: Exception) -> str:
    """What failed and where, without the error's own text: that may quote what a customer wrote."""
    frames = traceback.extract_tb(problem.__traceback__)[-3:]
    return " < ".join([type(problem).__name__, *(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))])
