"""Flask, with one door that stands apart: what LINE posts needs no session, guard, token, language or page headers.

Each of those costs as much as the whole check of a signature. They are left out for that one blueprint, by its path
and by nothing that the caller says; everything else of Flask (routing, context, error handling) stays.
"""

from __future__ import annotations

from flask import Flask, Request, Response
from flask.ctx import RequestContext
from flask.globals import request_ctx
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask.typing import ResponseReturnValue

PATH = "/webhooks/"
_BLUEPRINT = "webhooks"


class House(Flask):
    """The app. Hooks that are registered for the whole app run for all but the webhook's routes."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.session_interface = _Sessions()

    def preprocess_request(self) -> ResponseReturnValue | None:
        return None if _is_apart(request_ctx) else super().preprocess_request()

    def process_response(self, response: Response) -> Response:
        return response if _is_apart(request_ctx) else super().process_response(response)


class _Sessions(SecureCookieSessionInterface):
    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        return None if request.path.startswith(PATH) else super().open_session(app, request)


def _is_apart(context: RequestContext) -> bool:
    """Whether the request was routed to the webhook's blueprint; an unknown page below its path was not."""
    rule = context.request.url_rule
    return rule is not None and rule.endpoint.partition(".")[0] == _BLUEPRINT
