"""A house for each test; the process that forks and LINE's are shared."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from qontak_line.config import Settings
from tests.chaos.points.forks import Forks
from tests.chaos.points.house import House
from tests.chaos.points.line import Line, LineProcess
from tests.factories import Cast
from tests.launcher.programs import free_port


@pytest.fixture(scope="session")
def forks() -> Iterator[Forks]:
    made = Forks()
    yield made
    made.stop()


@pytest.fixture(scope="session")
def line_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LineProcess]:
    process = LineProcess(tmp_path_factory.mktemp("line"))
    yield process
    process.stop()


@pytest.fixture
def line(line_process: LineProcess) -> Line:
    return Line(line_process)


@pytest.fixture
def more_settings(line_process: LineProcess) -> dict[str, str]:
    """Nobody listens at PUBLIC_URL unless a test serves there."""
    return {"LINE_API_URL": line_process.url, "PUBLIC_URL": f"http://127.0.0.1:{free_port()}"}


@pytest.fixture
def house(app: Flask, settings: Settings, cast: Cast, line: Line, forks: Forks) -> House:
    return House(app, settings, cast, line, forks)
