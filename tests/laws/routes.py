"""Every (route, method) of the app, as the tests are named by."""

from __future__ import annotations

import tempfile
from functools import lru_cache
from pathlib import Path

from flask import Flask
from werkzeug.routing import Rule

from qontak_line.app import create_app
from tests.conftest import settings_for

Route = tuple[str, str]


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    with tempfile.TemporaryDirectory() as folder:
        app: Flask = create_app(settings_for(Path(folder)))
    return tuple(sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule))


def routes() -> list[Route]:
    """HEAD goes where GET goes, and OPTIONS is Flask's own."""
    return [
        (rule.rule, method)
        for rule in rules()
        for method in sorted(rule.methods or ())
        if method not in ("HEAD", "OPTIONS")
    ]


def parameters(route: Route) -> set[str]:
    """Names in the path."""
    return {name for rule in rules() if rule.rule == route[0] for name in rule.arguments}


def name(route: Route) -> str:
    return f"{route[1]} {route[0]}"


ROUTES = routes()
GETS = [route for route in ROUTES if route[1] == "GET"]
POSTS = [route for route in ROUTES if route[1] != "GET" and not route[0].startswith("/webhooks/")]
