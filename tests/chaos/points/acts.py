"""What a process does, to the end or until it dies; each act gives something that JSON can hold."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import current_app
from flask_migrate import upgrade
from sqlalchemy import update
from sqlalchemy.exc import OperationalError
from werkzeug.serving import make_server

from qontak_line.actions.channels.connect import connect
from qontak_line.actions.channels.disconnect import disconnect
from qontak_line.actions.channels.installations import Form
from qontak_line.actions.channels.replace_token import Credentials, replace_token
from qontak_line.actions.deliver import claim as claiming
from qontak_line.actions.deliver import lease
from qontak_line.actions.messages.send import send
from qontak_line.actions.pictures import refresh_contact
from qontak_line.config import Settings
from qontak_line.db import db, now, transaction
from qontak_line.jobs import Jobs
from qontak_line.models import Channel, Conversation, Delivery, Installation, User, WebhookEvent
from qontak_line.serve import start
from tests.chaos.points.taking import take

__all__ = ["answer", "install", "migrate", "pass_time", "recover", "remove", "replace", "serve", "show", "take", "work"]

LONG_AGO = timedelta(minutes=5)


def answer(forms: dict[str, int], user_id: int, lease_seconds: float | None = None) -> None:
    """Post one answer for each form (its client id, and the conversation it is for), then let the worker deliver."""
    if lease_seconds is not None:
        for module in (lease, claiming):
            vars(module)["LEASE"] = timedelta(seconds=lease_seconds)
    for client_id, conversation_id in forms.items():
        with transaction() as session:
            conversation, by = session.get_one(Conversation, conversation_id), session.get_one(User, user_id)
            send(conversation, by=by, client_id=client_id, texts=[f"answer {client_id[-2:]}"])
    work()


def work() -> None:
    """What waits in this process's queue, to the end."""
    jobs().run_waiting()


def recover() -> None:
    """A start some minutes later: the timers find what was left."""
    pass_time()
    deadline = time.monotonic() + 10
    jobs().run_timers()
    while jobs().run_waiting() and time.monotonic() < deadline:
        pass


def pass_time() -> None:
    """Some minutes: leases have ended, whoever ran then is dead, and its locks are gone."""
    deadline = time.monotonic() + 15
    while True:
        try:
            return _pass_time()
        except OperationalError:
            if time.monotonic() > deadline:
                raise


def _pass_time() -> None:
    later = now() - LONG_AGO
    with transaction() as session:
        for change in (
            update(Delivery).where(Delivery.leased_until.is_not(None)).values(leased_until=later),
            update(Delivery).values(next_attempt_at=later),
            update(WebhookEvent).where(WebhookEvent.leased_until.is_not(None)).values(leased_until=later),
            update(WebhookEvent).where(WebhookEvent.next_attempt_at.is_not(None)).values(next_attempt_at=later),
            update(Installation).values(created_at=later),
            update(Channel).values(connected_at=later),
        ):
            session.execute(change.execution_options(synchronize_session=False))
    db.session.remove()


def install(form_id: str, secret: str, token: str, user_id: int) -> str | None:
    """The Add form; gives why not, or None."""
    by = db.session.get_one(User, user_id)
    why = connect(Form(secret, token, form_id), by).why
    return why.value if why else None


def remove(channel_id: int, user_id: int, erase: bool) -> bool:
    """Disconnect."""
    with transaction() as session:
        by = session.get_one(User, user_id)
        return disconnect(session.get_one(Channel, channel_id), by, erase=erase)


def replace(channel_id: int, user_id: int, token: str, secret: str) -> None:
    by = db.session.get_one(User, user_id)
    replace_token(db.session.get_one(Channel, channel_id), Credentials(token, secret), by)


def show(contact_id: int) -> None:
    """Fetch the contact's picture."""
    refresh_contact(contact_id)


def migrate(versions: str | None = None) -> None:
    """To the newest schema; `versions`: a folder with more migrations."""
    if versions is None:
        upgrade()
        return
    from alembic import command

    config = current_app.extensions["migrate"].migrate.get_config()
    own = f"{config.get_main_option('script_location')}/versions"
    config.set_main_option("version_locations", f"{own}\n{versions}")
    config.set_main_option("path_separator", "newline")
    command.upgrade(config, "heads")


def jobs() -> Jobs:
    found: Jobs = current_app.extensions["jobs"]
    return found


def serve(settings: Settings, port: int) -> None:
    """Take webhooks at that port and work on them, with every thread of the real thing, until somebody kills it."""
    make_server("127.0.0.1", port, start(settings), threaded=True).serve_forever()


BEFORE_THE_APP: tuple[Callable[..., Any], ...] = (serve,)
"""Acts that make the app themselves, from the settings."""
