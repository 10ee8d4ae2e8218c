"""`backup` and `restore`: what comes back is what was there, and nothing is sent twice because of it."""

from __future__ import annotations

import fcntl
import os
import sqlite3
import stat
import tarfile
from contextlib import closing
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from qontak_line.app import create_app
from qontak_line.cli.archive import is_member
from qontak_line.config import Settings, load
from qontak_line.db import db, now, transaction
from qontak_line.media_store import media_store
from qontak_line.models import Channel, Delivery, DeliveryState, Reason, UserSession
from tests.conftest import ready_for_tests
from tests.factories import TOKEN, make_channel, make_conversation, make_organization, make_user, open_session

pytestmark = pytest.mark.sqlite

PICTURE = "pictures/" + "0" * 32 + ".webp"


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    """With generated keys, as a machine of one's own has them."""
    return load({"DATA_DIR": str(tmp_path)}, env_file=tmp_path / "no.env")


@pytest.fixture
def filled(app: Flask) -> Flask:
    from qontak_line.models import Role

    with app.app_context():
        organization = make_organization()
        user = make_user(organization, "dewi", Role.ADMIN)
        open_session(user.id)
        conversation = make_conversation(make_channel(organization.id))
        old, young = now() - timedelta(hours=21), now() - timedelta(hours=1)
        for number, (state, created, first) in enumerate(
            [
                (DeliveryState.QUEUED, old, None),
                (DeliveryState.SENDING, old, old),
                (DeliveryState.QUEUED, old, young),
                (DeliveryState.QUEUED, young, None),
                (DeliveryState.ACCEPTED, old, old),
            ]
        ):
            with transaction() as session:
                session.add(
                    Delivery(
                        organization_id=organization.id,
                        channel_id=conversation.channel_id,
                        conversation_id=conversation.id,
                        client_id=f"{number:036d}",
                        body_hash="0" * 64,
                        state=state,
                        created_at=created,
                        first_attempt_at=first,
                    )
                )
        media_store().put(PICTURE, b"RIFF picture")
    return app


def restored(settings: Settings) -> Flask:
    return ready_for_tests(create_app(settings))


def test_what_comes_back_is_what_was_there(filled: Flask, settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "out" / "inbox.tar"
    file.parent.mkdir()
    run = filled.test_cli_runner()
    assert run.invoke(args=["backup", str(file)]).exit_code == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["inbox.tar"]
    with filled.app_context():
        with transaction() as session:
            session.scalars(select(Channel)).one().name = "changed since"
        media_store().delete(PICTURE)
    (tmp_path / "encryption.key").unlink()

    result = run.invoke(args=["restore", str(file)])
    assert result.exit_code == 0, result.output
    assert "2 answers are uncertain now" in result.output
    after = restored(settings)
    with after.app_context():
        channel = db.session.scalars(select(Channel)).one()
        assert channel.name != "changed since"
        assert after.extensions["sealer"].unseal(channel.token_sealed) == TOKEN
        assert media_store().get(PICTURE) == b"RIFF picture"
        assert db.session.scalars(select(UserSession)).all() == []
        found = db.session.scalars(select(Delivery).order_by(Delivery.id)).all()
        assert [one.state.value for one in found] == ["uncertain", "uncertain", "queued", "queued", "accepted"]
        assert found[0].reason is Reason.TOO_OLD
    kept = list(tmp_path.glob("before-restore-*/qontak_line.sqlite3"))
    assert len(kept) == 1
    for name in ("qontak_line.sqlite3", "secret.key", "encryption.key"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


def test_a_backup_overwrites_nothing(filled: Flask, tmp_path: Path) -> None:
    file = tmp_path / "inbox.tar"
    file.write_text("precious")
    result = filled.test_cli_runner().invoke(args=["backup", str(file)])
    assert result.exit_code == 1 and "there already" in result.output
    assert file.read_text() == "precious"


def test_where_nothing_can_be_written_it_says_so(filled: Flask, tmp_path: Path) -> None:
    result = filled.test_cli_runner().invoke(args=["backup", str(tmp_path / "nowhere" / "inbox.tar")])
    assert result.exit_code == 1
    assert "No such file" in result.output and "Traceback" not in result.output


def test_a_running_program_is_not_pulled_away(filled: Flask, tmp_path: Path) -> None:
    file = tmp_path / "inbox.tar"
    run = filled.test_cli_runner()
    run.invoke(args=["backup", str(file)])
    with (tmp_path / ".lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        result = run.invoke(args=["restore", str(file)])
    assert result.exit_code == 1 and "in use" in result.output
    assert not list(tmp_path.glob("before-restore-*"))


def tar_of(path: Path, *members: tuple[str, bytes], link: str | None = None) -> Path:
    with tarfile.open(path, "w") as tar:
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, BytesIO(content))
        if link:
            info = tarfile.TarInfo(link)
            info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
            tar.addfile(info)
    return path


def test_what_is_no_backup_changes_nothing(filled: Flask, tmp_path: Path) -> None:
    def database() -> bytes:
        with sqlite3.connect(tmp_path / "qontak_line.sqlite3") as read:
            return "\n".join(read.iterdump()).encode()

    before, run = database(), filled.test_cli_runner()
    (tmp_path / "noise").write_bytes(os.urandom(5000))
    with closing(sqlite3.connect(tmp_path / "qontak_line.sqlite3")) as read:
        ours = ("qontak_line.sqlite3", read.serialize())
    bad = [
        tmp_path / "absent.tar",
        tmp_path / "noise",
        tar_of(tmp_path / "empty.tar"),
        tar_of(tmp_path / "damaged.tar", ("qontak_line.sqlite3", b"SQLite format 3\x00 but not really")),
        tar_of(tmp_path / "cut.tar", ("qontak_line.sqlite3", ours[1][:8192])),
        tar_of(tmp_path / "climbing.tar", ours, ("../evil", b"x")),
        tar_of(tmp_path / "absolute.tar", ours, ("/evil", b"x")),
        tar_of(tmp_path / "strange.tar", ours, ("launch.sh", b"x")),
        tar_of(tmp_path / "linked.tar", ours, link="secret.key"),
        tar_of(tmp_path / "linked2.tar", ours, link="media/x"),
    ]
    for file in bad:
        result = run.invoke(args=["restore", str(file)])
        assert result.exit_code == 1, file.name
        assert "Traceback" not in result.output and result.output.startswith("Error: "), file.name
    assert database() == before
    assert not list(tmp_path.glob("before-restore-*"))


@pytest.mark.parametrize("name", ["media/../x", "media//x", "media/.hidden", "media", "media/", "x", "secret.key/x"])
def test_names_that_no_backup_holds(name: str) -> None:
    assert not is_member(name)


def test_postgresql_has_tools_of_its_own(tmp_path: Path) -> None:
    environ = {
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none",
        "SECRET_KEY": "only-for-tests-" * 3,
        "ENCRYPTION_KEYS": "A" * 43 + "=",
    }
    run = create_app(load(environ, env_file=tmp_path / "no.env")).test_cli_runner()
    for arguments in (["backup", str(tmp_path / "x.tar")], ["restore", str(tmp_path / "x.tar")]):
        result = run.invoke(args=arguments)
        assert result.exit_code == 1 and "pg_dump" in result.output
