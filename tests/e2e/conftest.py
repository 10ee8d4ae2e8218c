"""Browsers, a house for each engine, and the promise that nothing went wrong behind the page's back."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from qontak_line.config import ROOT
from tests.databases import SqliteFiles
from tests.e2e import csp_desk, engines
from tests.e2e.browser import Browser
from tests.e2e.company import Company
from tests.e2e.display import virtual_display
from tests.e2e.house import House, open_house
from tests.quality.engines import lacking

ARTIFACTS = ROOT / "artifacts"

FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest.fixture(scope="session", params=engines.chosen())
def engine(request: pytest.FixtureRequest) -> str:
    """The tests run once for each."""
    name: str = request.param
    absent = lacking(name)
    if absent:
        pytest.skip(f"{name}: {', '.join(absent)} not installed")
    return name


@pytest.fixture(scope="session")
def display(engine: str) -> Iterator[None]:
    if engine != "webkit":
        yield
        return
    with virtual_display():
        yield


@pytest.fixture(scope="session")
def empty_database(databases: SqliteFiles, empty: str) -> Path:
    """A file with every table and no row."""
    return databases.kept(empty)


@pytest.fixture(scope="session")
def house(engine: str, tmp_path_factory: pytest.TempPathFactory, empty_database: Path) -> Iterator[House]:
    with open_house(tmp_path_factory.mktemp(f"house-{engine}"), empty_database) as opened:
        yield opened


@pytest.fixture(scope="session")
def window(engine: str, display: None) -> Iterator[Browser]:
    """The engine's one window."""
    driver = engines.start(engine)
    yield Browser(driver, engine)
    driver.quit()


@pytest.fixture(scope="session")
def other_window(engine: str) -> Iterator[Browser]:
    """A second browser, for a second person; always Chromium."""
    driver = engines.start("chromium")
    yield Browser(driver, "chromium")
    driver.quit()


@pytest.fixture(scope="session")
def plain_window(engine: str) -> Iterator[Browser]:
    """A browser of the same engine without JavaScript."""
    driver = engines.start(engine, javascript=False)
    yield Browser(driver, engine, has_javascript=False)
    driver.quit()


@pytest.fixture
def browser(window: Browser, house: House, request: pytest.FixtureRequest) -> Iterator[Browser]:
    """The window, signed out. Afterwards: no script error, no report, no error in the program."""
    yield from _lend(window, house, request)


@pytest.fixture
def other_browser(other_window: Browser, house: House, request: pytest.FixtureRequest) -> Iterator[Browser]:
    yield from _lend(other_window, house, request)


@pytest.fixture
def plain_browser(plain_window: Browser, house: House, request: pytest.FixtureRequest) -> Iterator[Browser]:
    yield from _lend(plain_window, house, request)


@pytest.fixture
def company(house: House) -> Company:
    return Company(house)


def _lend(window: Browser, house: House, request: pytest.FixtureRequest) -> Iterator[Browser]:
    window.origin = house.url
    _leave(window, house)
    house.troubles.clear()
    window.heard.clear()
    yield window
    if request.node.stash.get(FAILED, False):
        ARTIFACTS.mkdir(exist_ok=True)
        name = f"{request.node.name}-{request.fixturename or ''}"
        window.save(ARTIFACTS / "".join(c if c.isalnum() or c in "-_" else "_" for c in name))
    window.note_errors()
    _leave(window, house)
    assert window.heard == [], "script errors"
    assert house.troubles == [], "the policy stopped something, or the program logged an error"


def _leave(window: Browser, house: House) -> None:
    """Close the page (and with it the live stream), further tabs, and the session."""
    driver = window.driver
    first, *others = driver.window_handles
    for handle in others:
        driver.switch_to.window(handle)
        driver.close()
    driver.switch_to.window(first)
    driver.get(house.url + csp_desk.PATH)
    driver.delete_all_cookies()
