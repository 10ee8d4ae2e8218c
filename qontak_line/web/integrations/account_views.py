"""`/integrations/line/<id>`: Settings of an account, its health check, and Disconnect."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from qontak_line.actions.channels.check import Extent, check
from qontak_line.actions.channels.disconnect import disconnect
from qontak_line.actions.channels.refusal import Refusal
from qontak_line.actions.channels.replace_token import needs_secret, replace_token
from qontak_line.db import transaction
from qontak_line.models import Channel, ChannelState
from qontak_line.web import htmx
from qontak_line.web.access import load_channel
from qontak_line.web.integrations import bp
from qontak_line.web.integrations.account_card import card_of
from qontak_line.web.integrations.check_words import passed, rows
from qontak_line.web.integrations.forms import DisconnectForm, ReplaceForm
from qontak_line.web.integrations.health_facts import facts_of
from qontak_line.web.integrations.refusal_words import sentence
from qontak_line.web.permissions import Permission, grants, permission
from qontak_line.web.signed_in import me


@bp.get("/integrations/line/<int:channel_id>")
@permission(Permission.CHANNELS_VIEW)
def settings(channel_id: int) -> Response:
    return _settings(load_channel(channel_id), ReplaceForm(formdata=None))


@bp.post("/integrations/line/<int:channel_id>")
@permission(Permission.CHANNELS_CONNECT)
def replace(channel_id: int) -> AnyResponse:
    channel = load_channel(channel_id)
    form = ReplaceForm()
    if needs_secret(channel):
        form.demand_secret()
    if not form.validate():
        return _settings(channel, form, 422)
    try:
        replace_token(channel, form.filled(), by=me())
    except Refusal as refusal:
        told = {
            "refusal": sentence(refusal.why),
            "line_message": refusal.line_message,
            "passed": passed(refusal.passed),
        }
        return _settings(load_channel(channel_id), form, 422, **told)
    flash(_("The new channel access token is in use."), "success")
    return htmx.go(url_for("integrations.settings", channel_id=channel_id))


@bp.post("/integrations/line/<int:channel_id>/check")
@permission(Permission.CHANNELS_CHECK)
def check_now(channel_id: int) -> AnyResponse:
    """An Admin's check also does what is left to do at LINE; a Supervisor's only looks."""
    channel = load_channel(channel_id)
    may_set = grants(me().role, Permission.CHANNELS_CONNECT)
    must_set = request.form.get("set_url") == "1"
    if (must_set or channel.state is ChannelState.PENDING) and not may_set:
        abort(403)
    check(channel_id, Extent(may_set=may_set, must_set=must_set))
    if request.form.get("back") == "list":
        return htmx.go(url_for("integrations.line"))
    return htmx.go(url_for("integrations.settings", channel_id=channel_id))


@bp.get("/integrations/line/<int:channel_id>/disconnect")
@permission(Permission.CHANNELS_CONNECT)
def confirm_disconnect(channel_id: int) -> str:
    name = "integrations/_disconnect.html" if htmx.is_fragment() else "integrations/disconnect.html"
    return render_template(name, channel=load_channel(channel_id), form=DisconnectForm(formdata=None))


@bp.post("/integrations/line/<int:channel_id>/disconnect")
@permission(Permission.CHANNELS_CONNECT)
def disconnect_now(channel_id: int) -> AnyResponse:
    """A second time nothing happens, and the answer is the same."""
    load_channel(channel_id, even_disconnected=True)
    erase = request.form.get("erase", "") not in ("", "0", "false")
    with transaction():
        channel = load_channel(channel_id, even_disconnected=True)
        is_done = disconnect(channel, by=me(), erase=erase)
        name = channel.name
    if is_done:
        flash(_("%(name)s is disconnected.", name=name), "success")
    return htmx.go(url_for("integrations.line"))


def _settings(channel: Channel, form: ReplaceForm, status: int = 200, **told: Any) -> Response:
    page = render_template(
        "integrations/settings.html",
        card=card_of(channel),
        channel=channel,
        form=form,
        secret_is_unreadable=needs_secret(channel),
        checks=rows(channel.checks),
        facts=facts_of(channel),
        **told,
    )
    return make_response(page, status)
