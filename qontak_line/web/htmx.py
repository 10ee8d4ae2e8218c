"""Tell htmx's requests from whole pages, and answer both from one view."""

from __future__ import annotations

from flask import Flask, make_response, redirect, request
from werkzeug.wrappers import Response


def is_fragment() -> bool:
    """Whether htmx asked for a part of a page. A page that it restores from history is asked for whole."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-History-Restore-Request") != "true"


def go(url: str) -> Response:
    """After success: 303 for a plain form; for htmx a 204 that sends the whole browser there."""
    if is_fragment():
        answer = make_response("", 204)
        answer.headers["HX-Redirect"] = url
        return answer
    return redirect(url, 303)


def init_app(app: Flask) -> None:
    @app.after_request
    def vary(answer: Response) -> Response:
        if answer.mimetype == "text/html":
            answer.vary.update(("HX-Request", "Cookie"))
        return answer
