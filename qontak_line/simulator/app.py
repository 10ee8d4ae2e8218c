"""The Flask app of the simulator: LINE's API, the control API, the console and the phones on one port."""

from pathlib import Path

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException

from qontak_line.simulator.api import BLUEPRINTS as API_BLUEPRINTS
from qontak_line.simulator.api import calls, errors
from qontak_line.simulator.clock import Clock
from qontak_line.simulator.control import blueprint as control_blueprint
from qontak_line.simulator.guard import refuse_strangers
from qontak_line.simulator.ledger_file import LedgerFile
from qontak_line.simulator.pages import BLUEPRINTS as PAGE_BLUEPRINTS
from qontak_line.simulator.platform import Platform
from qontak_line.simulator.seed import seed as seed_state
from qontak_line.simulator.sender import Sender
from qontak_line.simulator.store import Store

LARGEST_UPLOAD = 32 * 1024 * 1024
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' http: https:; media-src 'self' http: "
    "https:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def create_simulator(
    state_path: Path, *, seed: bool = True, public_url: str | None = None, ledger_path: Path | None = None
) -> Flask:
    """Open (or begin) the state file and start the webhook sender; `stop_simulator` ends it again.

    *seed* fills an empty state with two shops and their customers. *public_url* is the origin of picture URLs
    when it is not the one that callers use. *ledger_path* gets one JSON line per event, synced.
    """
    app = Flask(__name__)
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_UPLOAD
    store = Store(state_path)
    platform = Platform(store, Clock(store), LedgerFile(ledger_path), public_url)
    app.extensions["simulator"] = platform
    app.extensions["simulator_sender"] = Sender(platform)
    if seed:
        seed_state(platform)
    _register(app)
    app.extensions["simulator_sender"].start()
    return app


def stop_simulator(app: Flask) -> None:
    """Wake everything that sleeps, end the sender and close the state file."""
    platform: Platform = app.extensions["simulator"]
    app.extensions["simulator_sender"].stop()
    platform.store.close()
    platform.ledger_file.close()


def _register(app: Flask) -> None:
    for blueprint in (*API_BLUEPRINTS, control_blueprint, *PAGE_BLUEPRINTS):
        app.register_blueprint(blueprint)
    app.before_request(refuse_strangers)
    app.before_request(_begin_call)
    app.after_request(_finish)
    app.register_error_handler(errors.Refusal, errors.answer)
    app.register_error_handler(HTTPException, _http_error)


def _begin_call() -> None:
    if calls.is_api_path():
        calls.begin()


def _finish(response: Response) -> Response:
    if calls.is_api_path():
        return calls.end(response)
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers["Content-Security-Policy"] = PAGE_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def _http_error(error: HTTPException) -> Response | HTTPException:
    """Unknown paths, wrong methods and crashes, in LINE's shape or as JSON; pages keep Werkzeug's own."""
    if not request.path.startswith((*calls.PREFIXES, "/_control")):
        return error
    code = error.code or 500
    message = "Not found" if code == 404 and calls.is_api_path() else error.description or error.name
    response = jsonify(message=message)
    response.status_code = code
    return response
