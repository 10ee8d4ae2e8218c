"""Migrations: they make what the models describe, keep every row, and may be started twice at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

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
from tests.conftest import settings_for
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
def app(tmp_path: Path) -> Flask:
    """An app whose database was made by the migrations."""
    app = create_app(settings_for(tmp_path))
    with app.app_context():
        upgrade()
    return app


def test_they_make_what_the_models_describe(app: Flask) -> None:
    with app.app_context(), db.engine.connect() as connection:
        seen = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True})
        assert compare_metadata(seen, Base.metadata) == []


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
def test_two_migrators_at_once_both_end_well(tmp_path: Path) -> None:
    environ = {"DATA_DIR": str(tmp_path), "PYTHONPATH": str(ROOT), "PATH": ""}
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
