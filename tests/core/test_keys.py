"""The keys that the program makes for itself."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from qontak_line.crypto import kept_key


@pytest.fixture(autouse=True)
def generous_umask() -> Iterator[None]:
    """As a careless service manager would have it."""
    before = os.umask(0)
    yield
    os.umask(before)


def test_a_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "secret.key"
    assert kept_key(path, lambda: "first") == "first"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert kept_key(path, lambda: "second") == "first"
    assert list(tmp_path.iterdir()) == [path]
