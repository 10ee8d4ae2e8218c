"""One running program for all of these tests; each leaves it as it was."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.overload.house import House, opened


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with opened(tmp_path_factory.mktemp("house"), shops=4, users=20, rooms=2) as house:
        yield house
