"""LINE's HTTP API: api.line.me and api-data.line.me on one port."""

from flask import Blueprint

from qontak_line.simulator.api import (
    accounts,
    chats,
    content,
    messages,
    oauth,
    profiles,
    reading,
    webhook_settings,
)

BLUEPRINTS: tuple[Blueprint, ...] = (
    oauth.blueprint,
    accounts.blueprint,
    webhook_settings.blueprint,
    messages.blueprint,
    profiles.blueprint,
    chats.blueprint,
    content.blueprint,
    reading.blueprint,
)
