"""Which database errors say nothing about what was asked for, so that the same may be asked for again."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

AWAY = (OperationalError, InterfaceError, PoolTimeout)
"""Busy, locked, stopped, full or unreachable: later it may work, and nothing is wrong with the data."""

_ENDED_FOR_ANOTHER = {"40001", "40P01"}
"""PostgreSQL ended one of two transactions that stood in each other's way."""


def is_passing(problem: BaseException) -> bool:
    """Whether the whole transaction may be tried again at once: it met another one, or its connection was lost.

    In the second case it may have been committed, so this is for work that a unique key or a fence lets happen once,
    and never for anything that has spoken with LINE meanwhile. Never true of SQLite: who finds it busy has waited.
    """
    if not isinstance(problem, DBAPIError):
        return False
    if problem.connection_invalidated:
        return True
    return getattr(problem.orig, "sqlstate", None) in _ENDED_FOR_ANOTHER
