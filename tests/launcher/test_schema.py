"""The launcher may leave migrations out only when there are surely none to run."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from qontak_line.launcher import schema


@pytest.fixture
def versions(tmp_path: Path) -> Path:
    folder = tmp_path / "versions"
    folder.mkdir()
    (folder / "one.py").write_text('revision = "a1"\ndown_revision = None\n')
    (folder / "two.py").write_text("revision: str = 'b2'\ndown_revision: str | None = 'a1'\n")
    return folder


def database(path: Path, *versions: str) -> str:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("create table alembic_version (version_num text)")
        connection.executemany("insert into alembic_version values (?)", [(version,) for version in versions])
    return f"sqlite:///{path}"


@pytest.mark.parametrize(("found", "newest"), [(["b2"], True), (["a1"], False), ([], False), (["a1", "b2"], False)])
def test_the_file_must_say_the_last_migrations_name(
    tmp_path: Path, versions: Path, found: list[str], newest: bool
) -> None:
    assert schema.is_newest(database(tmp_path / "a file.sqlite3", *found), versions) is newest


def test_in_doubt_it_is_not_newest(tmp_path: Path, versions: Path) -> None:
    url = database(tmp_path / "file", "b2")
    (versions / "fork.py").write_text('revision = "c3"\ndown_revision = "a1"\n')
    assert not schema.is_newest(url, versions)
    assert not schema.is_newest(url, tmp_path / "nowhere")
    assert not schema.is_newest(f"sqlite:///{tmp_path}/missing", versions)
    assert not (tmp_path / "missing").exists()
    assert not schema.is_newest("postgresql+psycopg://localhost/x", versions)


def test_alembic_sees_the_same_last_migration() -> None:
    script = ScriptDirectory(str(schema.VERSIONS.parent))
    assert schema._head(schema.VERSIONS) == script.get_current_head()
