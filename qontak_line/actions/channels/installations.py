"""One submitted Add form runs once: who comes first runs it, who comes with the same one gets its outcome."""

from __future__ import annotations

import hashlib
import hmac
import time
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum
from typing import Any

from flask import current_app
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from qontak_line.actions.channels.refusal import Refusal, Why
from qontak_line.db import db, now, rows_changed, transaction
from qontak_line.models import Installation, InstallationState, User

CRASHED_AFTER = timedelta(seconds=60)
"""Whoever runs longer than this is dead: its budget is a third of it."""
WAIT_S = 20.0
_POLL_S = (0.05, 0.1, 0.2, 0.4)


@dataclass(frozen=True)
class Form:
    """What the Add form carried, trimmed. `form_id` was drawn with the form."""

    secret: str = field(repr=False)
    token: str = field(repr=False)
    form_id: str = ""


@dataclass(frozen=True)
class Result:
    """What the page tells. `checks`: as in `Channel.checks`; `passed`: what held before a refusal."""

    installation_id: int
    channel_id: int | None = None
    why: Why | None = None
    line_message: str = ""
    passed: tuple[str, ...] = ()
    checks: tuple[dict[str, Any], ...] = ()


class Turn(Enum):
    RUN = "run"
    WAIT = "wait"
    FINISHED = "finished"


def key_of(form: Form, user_id: int) -> str:
    """The same form sent again by the same user has the same key; with other values it is another form."""
    secret_key = str(current_app.config["SECRET_KEY"]).encode()
    parts = "\0".join((str(user_id), form.form_id, form.secret, form.token))
    return hmac.new(secret_key, parts.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def take_turn(form: Form, by: User) -> tuple[Installation, Turn]:
    """Claim the form, or wait up to 20 s for whoever did; a crashed run is taken over."""
    organization_id, user_id = by.organization_id, by.id
    key = key_of(form, user_id)
    end = time.monotonic() + WAIT_S
    polls = 0
    while True:
        installation, turn = _claim(key, organization_id, user_id)
        if turn is not Turn.WAIT or time.monotonic() >= end:
            return installation, turn
        time.sleep(_POLL_S[min(polls, len(_POLL_S) - 1)])
        polls += 1


def _claim(key: str, organization_id: int, user_id: int) -> tuple[Installation, Turn]:
    db.session.rollback()  # see what others did meanwhile
    found = db.session.scalar(select(Installation).where(Installation.form_id == key))
    if found is None:
        return _begin(key, organization_id, user_id)
    if found.state is not InstallationState.RUNNING:
        return found, Turn.FINISHED
    begun_at = found.created_at
    if now() - begun_at < CRASHED_AFTER:
        db.session.rollback()
        return found, Turn.WAIT
    return found, Turn.RUN if _take_over(found.id) else Turn.WAIT


def _begin(key: str, organization_id: int, user_id: int) -> tuple[Installation, Turn]:
    begun = Installation(organization_id=organization_id, user_id=user_id, form_id=key, state=InstallationState.RUNNING)
    try:
        with transaction() as session:
            session.add(begun)
    except IntegrityError:
        return _claim(key, organization_id, user_id)  # somebody was quicker by a hair
    return begun, Turn.RUN


def _take_over(installation_id: int) -> bool:
    """True for one of those who find a crashed run."""
    with transaction() as session:
        taken = rows_changed(
            session,
            update(Installation)
            .where(
                Installation.id == installation_id,
                Installation.state == InstallationState.RUNNING,
                Installation.created_at < now() - CRASHED_AFTER,
            )
            .values(created_at=now())
            .execution_options(synchronize_session=False),
        )
    return bool(taken)


def refuse(installation_id: int, refusal: Refusal) -> Result:
    """Write down that nothing came of it."""
    outcome = {"why": refusal.why.value, "line_message": refusal.line_message, "passed": list(refusal.passed)}
    with transaction() as session:
        installation = session.get_one(Installation, installation_id)
        installation.state = InstallationState.REFUSED
        installation.outcome = outcome
        installation.finished_at = now()
    return result_of(installation)


def finish(installation: Installation, checks: list[dict[str, Any]]) -> None:
    """Within the transaction that makes the channel connected."""
    installation.state = InstallationState.DONE
    installation.outcome = {"checks": checks}
    installation.finished_at = now()


def abandon(installation_id: int) -> None:
    """After an unexpected end: let the next one with this form run it at once."""
    with transaction() as session:
        session.execute(
            update(Installation)
            .where(Installation.id == installation_id, Installation.state == InstallationState.RUNNING)
            .values(created_at=now() - CRASHED_AFTER - timedelta(seconds=1))
            .execution_options(synchronize_session=False)
        )


def forget_old() -> None:
    """Within a transaction: nobody sends a form of last week again."""
    db.session.execute(delete(Installation).where(Installation.created_at < now() - timedelta(days=7)))


def result_of(installation: Installation) -> Result:
    """The outcome, in the words that were kept."""
    if installation.state is InstallationState.RUNNING:
        return Result(installation.id, why=Why.STILL_RUNNING)
    kept = installation.outcome
    return Result(
        installation.id,
        installation.channel_id,
        Why(kept["why"]) if "why" in kept else None,
        kept.get("line_message", ""),
        tuple(kept.get("passed", ())),
        tuple(kept.get("checks", ())),
    )
