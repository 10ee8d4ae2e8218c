"""In which language and zone a page is written: the user's, else the browser's; English when none is asked for."""

from __future__ import annotations

from flask import Flask, request
from flask_babel import Babel

from qontak_line.models.organization import DEFAULT_TIMEZONE
from qontak_line.web.signed_in import somebody

LANGUAGES = {"en": "English", "id": "Bahasa Indonesia"}


def language() -> str:
    user = somebody()
    if user is not None and user.language in LANGUAGES:
        return str(user.language)
    chosen = request.cookies.get("language")
    if chosen in LANGUAGES:
        return chosen
    return request.accept_languages.best_match(list(LANGUAGES)) or "en"


def zone() -> str:
    user = somebody()
    return user.organization.timezone if user is not None else DEFAULT_TIMEZONE


def init_app(app: Flask) -> None:
    Babel(app, locale_selector=language, timezone_selector=zone, default_translation_directories="translations")
