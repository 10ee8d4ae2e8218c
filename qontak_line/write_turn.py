"""Whose turn it is to write: SQLite takes one writer at a time, and by itself lets those who wait look again and again.

Whoever looks at the wrong moments then finds none, however long they try. Here they stand in line. One lane goes before
the others, for the one thread that LINE waits for; as it is one thread, somebody of the line goes in between.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import OperationalError


class WriteTurn:
    """First come, first served, among the threads of one process. Other processes are SQLite's own affair.

    `file`: of the database; who finds it gone gets no turn. SQLite itself would write on into a file without a name.
    """

    def __init__(self, file: str | None = None) -> None:
        self._file = file
        self._inode: int | None = None
        self._is_taken = False
        self._ahead: deque[threading.Lock] = deque()
        self._line: deque[threading.Lock] = deque()
        self._lock = threading.Lock()

    def take(self, seconds: float, *, ahead: bool = False) -> bool:
        """Wait for the turn; False when it did not come in time. Who has it must not ask again before `leave()`."""
        lane = self._ahead if ahead else self._line
        with self._lock:
            if not self._is_taken:
                self._is_taken = True
                return True
            mine = threading.Lock()
            mine.acquire()
            lane.append(mine)
        return mine.acquire(timeout=seconds) or not self._gave_up(lane, mine)

    def leave(self) -> None:
        """Give the turn to the next one."""
        with self._lock:
            lane = self._ahead or self._line
            if lane:
                lane.popleft().release()
            else:
                self._is_taken = False

    def is_file_there(self) -> bool:
        """The same that it was the first time, if it was there then."""
        if not self._file:
            return True
        try:
            inode = os.stat(self._file).st_ino
        except OSError:
            return self._inode is None
        self._inode = self._inode or inode
        return self._inode == inode

    def waiting(self) -> int:
        with self._lock:
            return len(self._ahead) + len(self._line)

    def _gave_up(self, lane: deque[threading.Lock], mine: threading.Lock) -> bool:
        """Leave the line; False when the turn came in this very moment."""
        with self._lock:
            if mine not in lane:
                return False
            lane.remove(mine)
            return True


@contextmanager
def in_turn(turn: WriteTurn | None, seconds: float, *, ahead: bool) -> Iterator[None]:
    """The block has the turn. Raises what SQLite would raise after waiting for so long. No turn: no line either."""
    if turn is None:
        yield
        return
    if not turn.take(seconds, ahead=ahead):
        raise OperationalError("BEGIN IMMEDIATE", None, sqlite3.OperationalError("database is locked by others of us"))
    try:
        if not turn.is_file_there():
            raise OperationalError("BEGIN IMMEDIATE", None, sqlite3.OperationalError("the database's file is gone"))
        yield
    finally:
        turn.leave()
