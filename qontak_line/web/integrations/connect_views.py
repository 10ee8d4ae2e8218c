"""`/integrations/line/new`: Add Line Account."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from qontak_line.actions.channels.connect import connect
from qontak_line.actions.channels.installations import Result
from qontak_line.actions.channels.refusal import Why
from qontak_line.web import htmx
from qontak_line.web.integrations import bp
from qontak_line.web.integrations.check_words import passed
from qontak_line.web.integrations.forms import ConnectForm
from qontak_line.web.integrations.kinds import KINDS
from qontak_line.web.integrations.refusal_words import sentence
from qontak_line.web.permissions import Permission, permission
from qontak_line.web.signed_in import me


@bp.get("/integrations/line/new")
@permission(Permission.CHANNELS_CONNECT)
def new() -> Response:
    form = ConnectForm(formdata=None)
    form.draw_id()
    return _page(form)


@bp.post("/integrations/line/new")
@permission(Permission.CHANNELS_CONNECT)
def install() -> AnyResponse:
    form = ConnectForm()
    if not form.validate():
        return _page(form, 422)
    result = connect(form.filled(), by=me())
    if result.why is not None:
        form.draw_id()
        return _page(form, 422, **_told(result, result.why))
    return htmx.go(url_for("integrations.line", installed=result.installation_id))


def _told(result: Result, why: Why) -> dict[str, Any]:
    """What the popup says: our sentence, LINE's own words, and what held until then."""
    return {
        "refusal": sentence(why),
        "line_message": result.line_message,
        "passed": passed(result.passed),
    }


def _page(form: ConnectForm, status: int = 200, **told: Any) -> Response:
    name = "integrations/_new_answer.html" if htmx.is_fragment() else "integrations/new.html"
    return make_response(render_template(name, form=form, kinds=KINDS, kind="line", **told), status)
