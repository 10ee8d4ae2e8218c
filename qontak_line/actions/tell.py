"""Tell the open pages where to look, once the change is committed."""

from __future__ import annotations

from functools import partial
from typing import cast

from flask import current_app

from qontak_line.db import on_commit
from qontak_line.live.broker import Broker


def broker() -> Broker:
    return cast(Broker, current_app.extensions["broker"])


def look(organization_id: int, *words: str) -> None:
    """After the commit, tell the organization's streams each of `words` (`conversation:42`, `channels`, `sessions`)."""
    bell = broker()
    for word in words:
        on_commit(partial(bell.publish, organization_id, word))
