"""What every page knows: who looks at it, the rail's entries, theme and language."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, current_app, request, url_for
from flask_babel import gettext as _

from qontak_line.web.language import LANGUAGES, language
from qontak_line.web.permissions import Permission, grants
from qontak_line.web.signed_in import somebody


def init_app(app: Flask) -> None:
    app.context_processor(_context)
    app.add_template_global(asset)

    @app.url_defaults
    def add_version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and "v" not in values and "filename" in values:
            values["v"] = _version(Path(str(app.static_folder)) / values["filename"])


@lru_cache(maxsize=256)
def _version(path: Path) -> str:
    """A static file's address changes with its contents, so browsers may keep it for good."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10] if path.is_file() else "0"


def asset(filename: str) -> str:
    """The address of a static file. A page has more than a hundred icons, which need not be routed one by one."""
    return _address(request.script_root, filename)


@lru_cache(maxsize=512)
def _address(_root: str, filename: str) -> str:
    return url_for("static", filename=filename)


def _context() -> dict[str, Any]:
    user = somebody()
    return {
        "me": user,
        "rail": rail() if user else [],
        "theme": user.theme.value if user else "system",
        "language": language(),
        "languages": LANGUAGES,
        "may": _may,
        "Permission": Permission,
        "watch_errors": bool(current_app.config.get("CSP_REPORT_URI")),
    }


def _may(needed: Permission) -> bool:
    user = somebody()
    return user is not None and grants(user.role, needed)


def rail() -> list[dict[str, Any]]:
    """The rail shows only what exists and what this role may open."""
    entries = (
        (Permission.INBOX, "inbox.index", _("Inbox"), "inbox", "inbox"),
        (Permission.CHANNELS_VIEW, "integrations.index", _("Integrations"), "blocks", "integrations"),
        (Permission.TEAM_VIEW, "team.index", _("Team"), "users", "team"),
    )
    here = request.blueprint
    return [
        {
            "url": url_for(endpoint),
            "label": label,
            "icon": icon,
            "active": here == blueprint,
            "name": blueprint,
        }
        for needed, endpoint, label, icon, blueprint in entries
        if _may(needed) and endpoint in current_app.view_functions
    ]
