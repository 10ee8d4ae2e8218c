"""`bin/demo`: ready with logins, alive when a part is killed, and never mixed up with a real installation."""

from __future__ import annotations

import re
import signal
from pathlib import Path

import psutil
import pytest
import requests

from qontak_line.config import SettingError
from qontak_line.launcher.demo_settings import demo_settings
from tests.launcher.programs import START_WITHIN, Program, free_port, started, wait_for

READY = "demo is ready"
SEED_WITHIN = 60.0


def simulator_of(program: Program) -> list[psutil.Process]:
    return [child for child in program.children() if "qontak_line.simulator" in child.cmdline()]


@pytest.mark.process
def test_prints_addresses_and_logins_survives_a_killed_simulator_and_keeps_its_data(tmp_path: Path) -> None:
    port = str(free_port())
    with started(tmp_path, "demo", SIMULATOR_PORT=port) as program:
        program.wait_said(READY, SEED_WITHIN)
        logins = re.findall(r"^    (\w+) +(\S+) +\((\w+)\)$", program.text, re.MULTILINE)
        assert [(name, role) for name, _, role in logins] == [
            ("dewi", "admin"),
            ("rina", "supervisor"),
            ("budi", "agent"),
        ]
        assert program.url in program.text
        assert f"http://127.0.0.1:{port}" in program.text
        assert (tmp_path / "data" / "demo.json").stat().st_mode & 0o077 == 0

        [killed] = simulator_of(program)
        killed.kill()
        wait_for(lambda: any(child != killed for child in simulator_of(program)), 5)
        wait_for(lambda: is_answering(f"http://127.0.0.1:{port}/"), 5)
        assert program.end(signal.SIGINT) == 0
        assert program.group() == []
    with started(tmp_path, "demo", SIMULATOR_PORT=port) as again:
        again.wait_said(READY)
        assert all(password in again.text for _, password, _ in logins)
        assert again.end() == 0
    with started(tmp_path, "run") as real:
        assert real.process.wait(START_WITHIN) == 1


@pytest.mark.process
def test_refuses_the_data_of_a_real_installation(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "qontak_line.sqlite3").touch()
    with started(tmp_path, "demo", SIMULATOR_PORT=str(free_port())) as program:
        assert program.process.wait(START_WITHIN) == 1
    assert len(program.text.splitlines()) == 1, program.text


def test_a_real_installations_settings_do_not_reach_the_demo(tmp_path: Path) -> None:
    env_file = tmp_path / ".env"
    env_file.write_text("DATABASE_URL=postgresql://real\nSECRET_KEY=short\nMEDIA_URL=s3://real\nSIMULATOR_PORT=8011\n")
    settings = demo_settings({"REDIS_URL": "redis://real", "PUBLIC_URL": "https://real.example"}, env_file)
    assert settings.is_sqlite
    assert settings.is_loopback
    assert settings.redis_url is settings.media_url is settings.secret_key is None
    assert settings.line_api_url == settings.line_data_api_url == "http://127.0.0.1:8011"


@pytest.mark.parametrize(
    ("name", "environ"),
    [
        ("HOST", {"HOST": "0.0.0.0"}),  # noqa: S104 - that is the point
        ("SIMULATOR_PORT", {"SIMULATOR_PORT": "8000"}),
        ("SIMULATOR_PORT", {"SIMULATOR_PORT": "x"}),
    ],
)
def test_a_setting_that_the_demo_cannot_use(tmp_path: Path, name: str, environ: dict[str, str]) -> None:
    with pytest.raises(SettingError) as refused:
        demo_settings(environ, tmp_path / "no.env")
    assert refused.value.name == name


def is_answering(url: str) -> bool:
    try:
        return requests.get(url, timeout=5).status_code < 500
    except requests.RequestException:
        return False
