"""One installation for all tests of this folder: its servers take seconds to start."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.scale.browser import Browser
from tests.scale.installation import Installation
from tests.servers import postgres, redis


@pytest.fixture(scope="package")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Two web servers and two workers, with an Admin and a connected LINE account."""
    if not postgres.is_installed():
        pytest.skip("no PostgreSQL here")
    if not redis.is_installed():
        pytest.skip("no redis-server here")
    with ExitStack() as stack:
        made = Installation(tmp_path_factory.mktemp("scale"), stack)
        made.begin()
        yield made


@pytest.fixture
def admin(installation: Installation) -> Browser:
    """Signed in, at the first web server."""
    return installation.admin()
