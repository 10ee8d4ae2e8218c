"""A channel's way to LINE: its sealed token and secret are opened here and in the signature check, and nowhere else."""

from __future__ import annotations

from typing import cast

from flask import current_app

from qontak_line.config import Settings
from qontak_line.crypto import Sealer, Unreadable
from qontak_line.line.client import LineClient
from qontak_line.line.types import Timeouts
from qontak_line.models import Channel

__all__ = ["Unreadable", "client_for", "client_with", "seal", "secret_of", "token_of", "webhook_url"]


def client_for(channel: Channel, timeout: Timeouts | None = None) -> LineClient:
    """LINE as this channel uses it; close it. Raises Unreadable when its token can not be opened."""
    return client_with(token_of(channel), timeout)


def client_with(token: str | None, timeout: Timeouts | None = None) -> LineClient:
    """LINE with a token that is not kept yet."""
    settings = _settings()
    return LineClient(settings.line_api_url, settings.line_data_api_url, token, timeout=timeout)


def token_of(channel: Channel) -> str:
    """The channel access token. Raises Unreadable, also for a channel whose token was erased."""
    return _opened(channel.token_sealed)


def secret_of(channel: Channel) -> str:
    """The channel secret. Raises Unreadable, also for a channel whose secret was erased."""
    return _opened(channel.secret_sealed)


def seal(plain: str) -> str:
    return _sealer().seal(plain)


def webhook_url(channel: Channel) -> str:
    """Where LINE shall send this channel's webhooks: built from `PUBLIC_URL`, never from a request."""
    return f"{_settings().public_url}/webhooks/line/{channel.webhook_key}"


def _opened(sealed: str | None) -> str:
    if not sealed:
        raise Unreadable("erased")
    return _sealer().unseal(sealed)


def _sealer() -> Sealer:
    return cast(Sealer, current_app.extensions["sealer"])


def _settings() -> Settings:
    return cast(Settings, current_app.config["SETTINGS"])
