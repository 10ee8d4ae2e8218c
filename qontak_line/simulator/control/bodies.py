"""Reading the control API's JSON, with a 400 that names what is wrong."""

import json
from typing import Any

from flask import abort, request


def body() -> dict[str, Any]:
    """The JSON object of the request. An empty body is an empty object; other media types are refused (CSRF)."""
    if request.mimetype != "application/json":
        abort(415, "Send application/json.")
    raw = request.get_data()
    if not raw:
        return {}
    try:
        value = json.loads(raw)
    except ValueError:
        abort(400, "That is not JSON.")
    if not isinstance(value, dict):
        abort(400, "Send a JSON object.")
    return value


def text(fields: dict[str, Any], name: str, default: str | None = None) -> str:
    """A field that must be text; without a default it must be there."""
    value = fields.get(name, default)
    if not isinstance(value, str):
        abort(400, f"{name} must be text.")
    return value


def number(fields: dict[str, Any], name: str, default: float | None = None) -> float:
    value = fields.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float):
        abort(400, f"{name} must be a number.")
    return value
