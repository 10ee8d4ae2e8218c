"""An error is a page, in the reader's language, never a traceback."""

from __future__ import annotations

import logging

from flask import Flask, Response, make_response, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, SecurityError

from qontak_line.web import htmx
from qontak_line.web.signed_in import stop_asking

log = logging.getLogger(__name__)

RETRY_AFTER_S = 5


def init_app(app: Flask) -> None:
    app.register_error_handler(CSRFError, _on_csrf)
    app.register_error_handler(HTTPException, _on_http)
    app.register_error_handler(OperationalError, _on_database)
    app.register_error_handler(PoolTimeout, _on_database)
    app.register_error_handler(Exception, _on_bug)


def page(code: int, title: str, text: str) -> Response:
    """The error as a page; as a short text for htmx and event streams."""
    if htmx.is_fragment() or request.accept_mimetypes.best == "text/event-stream":
        answer = make_response(f"{title}. {text}", code)
        answer.mimetype = "text/plain"
        return answer
    return make_response(render_template("errors/error.html", code=code, title=title, text=text), code)


def _on_http(error: HTTPException) -> Response | HTTPException:
    code = error.code or 500
    if code < 400:
        return error
    if isinstance(error, SecurityError):  # under a name that is not ours no address can be built, so no page either
        return Response("400 Bad Request\n", 400, mimetype="text/plain")
    title, text = _words(code)
    answer = page(code, title, text)
    if error.response is not None:
        return error
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            answer.headers[name] = value
    return answer


def _on_csrf(error: CSRFError) -> Response:
    return page(
        400,
        _("This form is no longer valid"),
        _("Go back, reload the page and try again. Nothing was changed."),
    )


def _on_database(error: DBAPIError | PoolTimeout) -> Response:
    # One line: while the database is away there are many of them, and the traceback of each would tell the same.
    log.error("database away: %s on %s %s", type(error).__name__, request.method, request.path)
    stop_asking()  # a page asks for its reader's language
    answer = page(503, _("The database is not available"), _("Nothing was lost. Please try again in a moment."))
    answer.headers["Retry-After"] = str(RETRY_AFTER_S)
    return answer


def _on_bug(error: Exception) -> Response:
    log.exception("unexpected error on %s %s", request.method, request.path)
    return page(500, *_words(500))


def _words(code: int) -> tuple[str, str]:
    known = {
        400: (_("This request could not be understood"), _("Go back, reload the page and try again.")),
        401: (_("Please log in"), _("Your session has ended.")),
        403: (_("You may not do this"), _("Your role does not allow it. Ask an Admin if you need it.")),
        404: (_("Not found"), _("This page does not exist, or you may not see it.")),
        405: (_("This is not possible here"), _("Go back and use the buttons on the page.")),
        409: (
            _("Somebody was quicker"),
            _("This was already done. Reload the page to see the current state."),
        ),
        413: (_("Too large"), _("What you sent is larger than we accept.")),
        429: (_("Too many attempts"), _("Please wait a few minutes and try again.")),
        503: (_("Busy right now"), _("Please try again in a moment.")),
    }
    return known.get(code, (_("Something went wrong"), _("We have noted it. Please try again.")))
