"""The migrator, killed before each statement: started again, it ends like an undisturbed one, and loses no row."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask_migrate import stamp
from sqlalchemy import Inspector, inspect, text
from sqlalchemy.exc import DatabaseError

from qontak_line.app import create_app
from qontak_line.db import Base, db
from tests.chaos.points.forks import Forks
from tests.chaos.points.house import House, Runs
from tests.conftest import settings_for
from tests.databases import Databases, Given

pytestmark = pytest.mark.process

STRIDE = 1 if os.environ.get("EVERY_STATEMENT") else 7
"""How many statements further the next run is killed."""

COPY_A_PARENT = """
from alembic import op
import sqlalchemy as sa

revision, down_revision, branch_labels, depends_on = "9999", "{head}", None, None


def upgrade() -> None:
    way = "always" if op.get_bind().dialect.name == "sqlite" else "auto"
    with op.batch_alter_table("organization", recreate=way) as table:
        table.add_column(sa.Column("motto", sa.String(50)))
    op.execute("UPDATE organization SET motto = name")
    op.create_index("ix_organization_motto", "organization", ["motto"])
"""


MakeSite = Callable[[str], Runs]


@pytest.fixture
def make_site(databases: Databases, tmp_path: Path, forks: Forks) -> Iterator[MakeSite]:
    """Gives an installation whose database is empty, in a folder of that name."""
    made: list[tuple[Runs, Given]] = []

    def make(name: str) -> Runs:
        (tmp_path / name).mkdir()
        given = databases.begin(tmp_path / name)
        settings = settings_for(tmp_path / name, **given)
        made.append((Runs(create_app(settings), settings, forks), given))
        return made[-1][0]

    yield make
    for runs, given in made:
        with runs.app.app_context():
            db.engine.dispose()
        databases.end(given)


def version(runs: Runs) -> str | None:
    with runs.looking():
        try:
            return db.session.execute(text("SELECT version_num FROM alembic_version")).scalar()
        except DatabaseError:
            return None


def schema(runs: Runs) -> list[Any]:
    """Every table with its columns, keys and indexes."""
    with runs.looking():
        if runs.settings.is_sqlite:
            return list(db.session.execute(text("SELECT name, sql FROM sqlite_master ORDER BY name")).all())
        seen = inspect(db.engine)
        return [(table, *described(seen, table)) for table in sorted(seen.get_table_names())]


def described(seen: Inspector, table: str) -> list[list[str]]:
    parts = (seen.get_indexes(table), seen.get_unique_constraints(table), seen.get_foreign_keys(table))
    columns = [repr(column) for column in seen.get_columns(table)]
    return [columns, [repr(seen.get_pk_constraint(table))], *(sorted(map(repr, part)) for part in parts)]


def rows(runs: Runs) -> dict[str, list[str]]:
    with runs.looking():
        tables = Base.metadata.sorted_tables
        return {table.name: sorted(map(repr, db.session.execute(table.select()).all())) for table in tables}


def kill_before_each_statement(runs: Runs, **given: Any) -> int:
    """Until one run gets through; gives how many died. Once a migration is committed, the next run's is another."""
    died, nth, at = 0, 1, version(runs)
    while (ended := runs.ended(runs.begin("migrate", f"migration.statement:{nth}:kill", **given))) != 0:
        assert ended == -signal.SIGKILL, runs.said
        died += 1
        nth, at = (1, now_at) if (now_at := version(runs)) != at else (nth + STRIDE, at)
    return died


def test_killed_before_each_statement_it_ends_like_an_undisturbed_one(make_site: MakeSite) -> None:
    disturbed, calm = make_site("disturbed"), make_site("calm")
    calm.lives("migrate")
    assert kill_before_each_statement(disturbed) > 3
    assert schema(disturbed) == schema(calm)
    assert version(disturbed) == version(calm)


@pytest.mark.parametrize("point", ["migration.begun", "migration.before_commit", "migration.committed"])
def test_killed_around_a_migration_it_ends_like_an_undisturbed_one(make_site: MakeSite, point: str) -> None:
    disturbed, calm = make_site("disturbed"), make_site("calm")
    calm.lives("migrate")
    disturbed.dies("migrate", point)
    assert (version(disturbed) == version(calm)) is (point == "migration.committed")
    disturbed.lives("migrate")
    assert schema(disturbed) == schema(calm)


def test_no_row_is_lost_when_a_table_was_being_copied(house: House, tmp_path: Path) -> None:
    """SQLite changes `organization` by copying and dropping it, and other rows point at it."""
    versions = tmp_path / "versions"
    versions.mkdir()
    with house.app.app_context():
        stamp()
    before = rows(house)
    (versions / "9999_copy.py").write_text(COPY_A_PARENT.format(head=version(house)))
    assert kill_before_each_statement(house, versions=str(versions)) >= 1
    assert version(house) == "9999"
    assert rows(house) == before
    with house.looking():
        assert {name for (name,) in db.session.execute(text("SELECT motto FROM organization"))} == {
            "Toko Melati",
            "Toko Lain",
        }
