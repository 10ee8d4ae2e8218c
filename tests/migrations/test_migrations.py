"""Migrations: they make what the models describe, keep every row, and may be started twice at once."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import sleep

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import text

from qontak_line.app import create_app
from qontak_line.config import ROOT
from qontak_line.db import Base, db, transaction
from qontak_line.models import Organization, Role
from qontak_line.models.search_index import BESIDE
from tests.conftest import KEY, settings_for
from tests.databases import Databases, Given
from tests.factories import make_user

COPY_A_PARENT = """
from alembic import op
import sqlalchemy as sa

revision, down_revision, branch_labels, depends_on = "9999", "{head}", None, None


def upgrade() -> None:
    with op.batch_alter_table("organization", recreate="always") as table:
        table.add_column(sa.Column("motto", sa.String(50)))
"""


@pytest.fixture
def given(databases: Databases, tmp_path: Path) -> Iterator[Given]:
    """Leads to an empty database."""
    given = databases.begin(tmp_path)
    yield given
    databases.end(given)


@pytest.fixture
def app(tmp_path: Path, given: Given) -> Flask:
    """An app whose database was made by the migrations."""
    app = create_app(settings_for(tmp_path, **given))
    with app.app_context():
        upgrade()
    return app


def test_they_make_what_the_models_describe(app: Flask) -> None:
    with app.app_context():
        assert agrees_with_the_models()


def is_of_models(_object: object, name: str | None, *_rest: object) -> bool:
    """Search has its own tables and indexes; `tests/inbox/test_search` sees that they are there."""
    return not (name or "").startswith(BESIDE)


def agrees_with_the_models() -> bool:
    with db.engine.connect() as connection:
        opts = {"compare_type": True, "render_as_batch": True, "include_object": is_of_models}
        seen = MigrationContext.configure(connection, opts=opts)
        differences: list[object] = compare_metadata(seen, Base.metadata)
    return not differences


@pytest.mark.sqlite
def test_a_table_that_is_copied_takes_no_rows_of_others_with_it(app: Flask, tmp_path: Path) -> None:
    """SQLite changes `organization` by copying and dropping it: with foreign keys on, its users would be gone."""
    with app.app_context():
        with transaction() as session:
            session.add(melati := Organization(name="Toko Melati"))
        make_user(melati, "dewi", Role.ADMIN)
        head = db.session.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
        db.session.remove()
        versions = tmp_path / "versions"
        versions.mkdir()
        (versions / "9999_copy.py").write_text(COPY_A_PARENT.format(head=head))
        config: Config = app.extensions["migrate"].migrate.get_config()
        own = ROOT / "qontak_line" / "migrations" / "versions"
        config.set_main_option("version_locations", f"{own}{chr(10)}{versions}")
        config.set_main_option("path_separator", "newline")
        command.upgrade(config, "9999")
        assert db.session.execute(text("SELECT motto FROM organization")).all() == [(None,)]
        assert db.session.execute(text("SELECT username FROM app_user")).scalars().all() == ["dewi"]
        assert db.session.execute(text("PRAGMA foreign_keys")).scalar() == 1


@pytest.mark.process
def test_two_migrators_at_once_both_end_well(tmp_path: Path, given: Given) -> None:
    keys = {"SECRET_KEY": "only-for-tests-" * 3, "ENCRYPTION_KEYS": KEY}
    environ = {"DATA_DIR": str(tmp_path), "PYTHONPATH": str(ROOT), "PATH": "", **keys, **given}
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"],
            cwd=ROOT,
            env=environ,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for migrator in started:
        _, said = migrator.communicate(timeout=60)
        assert migrator.returncode == 0, said
    with create_app(settings_for(tmp_path, **given)).app_context():
        assert agrees_with_the_models()


@pytest.mark.postgresql
def test_whoever_waits_for_the_other_migrator_does_not_give_up(app: Flask) -> None:
    """The limits of everyday work do not hold for migrations."""
    with app.app_context(), db.engine.connect() as other, ThreadPoolExecutor(1) as pool:
        other.execute(text("SELECT pg_advisory_lock(7146520931)"))
        waiting = pool.submit(upgrade_in, app)
        sleep(1.5)  # longer than anybody else waits for a lock
        assert not waiting.done()
        other.execute(text("SELECT pg_advisory_unlock(7146520931)"))
        waiting.result(30)


def upgrade_in(app: Flask) -> None:
    with app.app_context():
        upgrade()
