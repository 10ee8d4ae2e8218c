"""Settings: a default for each, one line for what is wrong, and rules that join two of them."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from qontak_line.config import SettingError, Settings, load, setting_names

POSTGRESQL = {"DATABASE_URL": "postgres://db/inbox"}
KEYS = {"SECRET_KEY": "s" * 16, "ENCRYPTION_KEYS": "A" * 43 + "="}


def test_nothing_has_to_be_set(tmp_path: Path) -> None:
    settings = load({}, env_file=tmp_path / "none")
    assert (settings.host, settings.port, settings.public_url) == ("127.0.0.1", 8000, "http://127.0.0.1:8000")
    assert settings.is_sqlite and settings.is_loopback and not settings.is_https


def test_every_setting_of_the_table_is_one_that_the_program_has() -> None:
    assert {name.lower() for name in setting_names()} == {field.name for field in fields(Settings)}


def test_the_environment_wins_over_the_file_and_empty_is_unset(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("PORT=8100\nLOG_FORMAT=json\nSIMULATOR_PORT=\n")
    settings = load({"PORT": "8200"}, env_file=file)
    assert (settings.port, settings.log_format, settings.simulator_port) == (8200, "json", 8001)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "8o00"),
        ("PORT", "-1"),
        ("WORKER_CONCURRENCY", "65"),
        ("TRUSTED_PROXIES", "1.5"),
        ("LOG_LEVEL", "LOUD"),
        ("LOG_FORMAT", "xml"),
        ("PUBLIC_URL", "inbox.example.com"),
        ("PUBLIC_URL", "https://user@inbox.example.com"),
        ("PUBLIC_URL", "https://inbox.example.com:port"),
        ("PUBLIC_URL", "https://inbox.example.com/?a=1"),
        ("DATABASE_URL", "mysql://db/inbox"),
        ("REDIS_URL", "http://cache"),
        ("MEDIA_URL", "https://bucket"),
        ("SECRET_KEY", "short"),
        ("ENCRYPTION_KEYS", "short"),
        ("ENCRYPTION_KEYS", ","),
        ("METRICS_TOKEN", "two\nlines"),
        ("LINE_API_URL", "ftp://api.line.me"),
    ],
)
def test_a_wrong_value_is_one_line_that_names_its_setting(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingError) as caught:
        load({name: value}, env_file=tmp_path / "none")
    assert caught.value.name == name
    assert str(caught.value).startswith(f"{name}: ") and "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"HOST": "0.0.0.0"}, "PUBLIC_URL"),  # noqa: S104 - that is the point
        ({"WEB_CONCURRENCY": "2"}, "WEB_CONCURRENCY"),
        ({"WEB_CONCURRENCY": "2", **POSTGRESQL, **KEYS}, "WEB_CONCURRENCY"),
        (POSTGRESQL, "SECRET_KEY"),
        ({**POSTGRESQL, "SECRET_KEY": "s" * 16}, "ENCRYPTION_KEYS"),
    ],
    ids=["seen from outside", "two on SQLite", "two without Redis", "no secret key", "no encryption key"],
)
def test_what_does_not_go_together_is_refused(tmp_path: Path, given: dict[str, str], name: str) -> None:
    with pytest.raises(SettingError) as caught:
        load(given, env_file=tmp_path / "none")
    assert caught.value.name == name


def test_many_processes_are_settings_alone(tmp_path: Path) -> None:
    given = {"WEB_CONCURRENCY": "4", "REDIS_URL": "redis://cache", **POSTGRESQL, **KEYS}
    settings = load(given, env_file=tmp_path / "none")
    assert settings.web_concurrency == 4
    assert settings.database_url == "postgresql+psycopg://db/inbox"


def test_the_content_api_follows_a_stand_in(tmp_path: Path) -> None:
    stand_in = load({"LINE_API_URL": "http://127.0.0.1:8001/"}, env_file=tmp_path / "none")
    assert stand_in.line_api_url == stand_in.line_data_api_url == "http://127.0.0.1:8001"


def test_a_setting_is_never_written_out_by_accident(tmp_path: Path) -> None:
    settings = load({**KEYS, "METRICS_TOKEN": "hush"}, env_file=tmp_path / "none")
    assert not any(secret in repr(settings) for secret in (KEYS["SECRET_KEY"], KEYS["ENCRYPTION_KEYS"], "hush"))
