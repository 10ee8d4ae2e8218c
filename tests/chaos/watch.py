"""Looks at the deliveries again and again while it happens: an ended one must stay ended, a fence never goes back."""

from __future__ import annotations

import sqlite3
import threading

import psycopg

from tests.chaos.databases import Database, Row
from tests.chaos.notes import Notes

EVERY_S = 0.25
ENDED = ("accepted", "failed", "uncertain")
LOOK = "SELECT id, state, fence FROM delivery"


class Watch:
    def __init__(self, database: Database, notes: Notes) -> None:
        self.looks = 0
        self._database, self._notes = database, notes
        self._known: dict[int, Row] = {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)

    def begin(self) -> None:
        self._thread.start()

    def end(self) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(EVERY_S):
            try:
                rows = self._database.rows(LOOK)
            except (sqlite3.Error, psycopg.Error):
                continue  # it is away, or locked
            self.looks += 1
            for row in rows:
                self._compare(self._known.get(row["id"]), row)
                self._known[row["id"]] = row

    def _compare(self, before: Row | None, after: Row) -> None:
        """Nobody of the harness presses Retry, so nothing ended begins anew."""
        if before is None:
            return
        if before["state"] in ENDED and after["state"] != before["state"]:
            self._notes.incident(f"delivery {after['id']} was {before['state']} and became {after['state']}")
        if after["fence"] < before["fence"]:
            self._notes.incident(f"the fence of delivery {after['id']} went back")
