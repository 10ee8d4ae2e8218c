"""Faults at LINE's door and in the journal."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from tests.chaos.databases import SqliteFile
from tests.chaos.mutants.planted import Edit, Mutant

_VIEWS, _JOURNAL, _ROWS = (
    "qontak_line.web.webhooks.views",
    "qontak_line.actions.journal",
    "qontak_line.actions.journal_rows",
)
_ONCE, _ACKED = "every acked event once", "incidents"
_UNIQUE = "CONSTRAINT uq_webhook_event_channel_id_event_id UNIQUE (channel_id, event_id)"

_BEGUN = "    reply: Reply | None = request.environ.get(REPLY)\n"
_LATER = """\
    from threading import Thread
    from time import sleep
    from flask import current_app
    app = current_app._get_current_object()
    def later():
        sleep(1)
        with app.app_context():
            journal.record(door.channel_id, body, destination=door.bot_id)
    Thread(target=later, daemon=True).start()
    return answers.OK
"""
_TOLD = "        return Entry(channel_id, _told(webhook))\n"
_LOOKED_UP = """\
        from qontak_line.models import WebhookEvent
        known = set(db.session.scalars(select(WebhookEvent.event_id).where(WebhookEvent.channel_id == channel_id)))
        db.session.rollback()
        return Entry(channel_id, [one for one in _told(webhook) if one.event_id not in known])
"""


def drop_index(database: SqliteFile) -> None:
    """The journal's table once more, without the index that decides what is new."""
    with closing(sqlite3.connect(database.path, timeout=20)) as connection, connection:
        connection.execute("PRAGMA legacy_alter_table = ON")
        made = connection.execute(
            "SELECT type, sql FROM sqlite_master WHERE tbl_name = 'webhook_event' AND sql IS NOT NULL"
        ).fetchall()
        table = next(sql for kind, sql in made if kind == "table")
        if _UNIQUE not in table:
            raise LookupError(f"there is no {_UNIQUE} to drop")
        connection.execute("ALTER TABLE webhook_event RENAME TO former")
        connection.execute(table.replace(f", {_UNIQUE}", "").replace(f", \n\t{_UNIQUE}", ""))
        connection.execute("INSERT INTO webhook_event SELECT * FROM former")
        connection.execute("DROP TABLE former")
        for kind, sql in made:
            if kind == "index":
                connection.execute(sql)


_NO_CONFLICT = Edit(_ROWS, '_ONCE = "ON CONFLICT (channel_id, event_id) DO NOTHING"', '_ONCE = ""')
_NO_FILLING = Edit(_ROWS, "size = next(size for size in _SIZES if size >= len(rows))", "size = len(rows)")

MUTANTS = (
    Mutant(
        "answer_first",
        (Edit(_VIEWS, _BEGUN, _LATER),),
        (_ONCE,),
        "is not in the journal",
    ),
    Mutant("no_unique_index", (_NO_CONFLICT, _NO_FILLING), (_ONCE,), "times", prepare=drop_index),
    Mutant(
        "dedupe_by_select",
        (_NO_CONFLICT, _NO_FILLING, Edit(_JOURNAL, _TOLD, _LOOKED_UP)),
        (_ONCE,),
        "times",
        prepare=drop_index,
    ),
    Mutant(
        "fail_open_signature",
        (Edit(_VIEWS, "if door is None or not door.secret or not fits:", "if door is None or not door.secret:"),),
        (_ACKED, "nothing that nobody said"),
        "forged",
    ),
    Mutant(
        "talkative_log",
        (Edit(_VIEWS, _BEGUN, "    log.warning(body.decode())\n" + _BEGUN),),
        ("no secret in the logs",),
    ),
)
