"""The console: what LINE's own developer pages hold, and the fault knobs."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from qontak_line.simulator import accounts, knobs, ledger, quota, tokens, webhooks
from qontak_line.simulator.accounts import Account
from qontak_line.simulator.api.calls import current_platform
from qontak_line.simulator.knobs import Knob
from qontak_line.simulator.urls import is_acceptable
from qontak_line.simulator.webhooks import Webhook

blueprint = Blueprint("console", __name__)

LONGEST_URL = 500
LATEST_CALLS = 12


@dataclass(frozen=True)
class Card:
    """One account as the console shows it."""

    account: Account
    token: str | None
    used: int
    knobs: list[Knob]
    webhooks: list[Webhook]
    calls: list[dict[str, object]]


@blueprint.app_template_filter("clock")
def clock(milliseconds: int) -> str:
    """The local time of day, such as 14:05."""
    return datetime.fromtimestamp(milliseconds / 1000).astimezone().strftime("%H:%M")


@blueprint.get("/")
def show() -> str:
    platform = current_platform()
    return render_template(
        "console.html",
        cards=[_card(account) for account in accounts.every(platform)],
        api_faults=knobs.API_FAULTS,
        webhook_faults=knobs.WEBHOOK_FAULTS,
        faults={**knobs.API_FAULTS, **knobs.WEBHOOK_FAULTS},
        targets=knobs.TARGETS,
        offset=platform.clock.offset,
    )


@blueprint.post("/accounts")
def create() -> Response:
    name = request.form.get("name", "").strip()
    if not name:
        raise ValueError("An account needs a name.")
    account = accounts.create(current_platform(), name, use_webhook=False)
    tokens.issue(current_platform(), account)
    return _back(account)


@blueprint.post("/accounts/<channel_id>/webhook")
def change_webhook(channel_id: str) -> Response:
    account, platform = _account(channel_id), current_platform()
    url = request.form.get("url", "").strip()
    if url and not is_acceptable(url, LONGEST_URL):
        raise ValueError("The webhook URL must begin with https:// (or http:// on this machine).")
    with platform.store.transaction():
        accounts.set_webhook_url(platform, account, url or None)
        accounts.switch(
            platform, account, use_webhook="use_webhook" in request.form, redelivery="redelivery" in request.form
        )
        accounts.set_chat_mode(platform, account, request.form.get("chat_mode", account.chat_mode))
    return _back(account)


@blueprint.post("/accounts/<channel_id>/quota")
def change_quota(channel_id: str) -> Response:
    account, platform = _account(channel_id), current_platform()
    with platform.store.transaction():
        quota.change(
            platform,
            account,
            kind=request.form.get("kind", "limited"),
            value=int(request.form.get("value") or account.quota_value),
        )
        quota.set_used(platform, account, int(request.form.get("used") or 0))
    return _back(account)


@blueprint.post("/accounts/<channel_id>/secret")
def rotate_secret(channel_id: str) -> Response:
    accounts.rotate_secret(current_platform(), _account(channel_id))
    return _back(_account(channel_id))


@blueprint.post("/accounts/<channel_id>/token")
def change_token(channel_id: str) -> Response:
    """Reissue it, or with ``revoke`` only end it."""
    account = _account(channel_id)
    if "revoke" in request.form:
        tokens.revoke_all(current_platform(), account)
    else:
        tokens.issue(current_platform(), account)
    return _back(account)


@blueprint.post("/accounts/<channel_id>/webhooks/<int:webhook_id>/again")
def send_again(channel_id: str, webhook_id: int) -> Response:
    webhooks.send_again(current_platform(), _account(channel_id), webhook_id)
    return _back(_account(channel_id))


@blueprint.post("/accounts/<channel_id>/knobs")
def turn_knob(channel_id: str) -> Response:
    form = request.form
    fault = form.get("fault", "")
    target = knobs.WEBHOOKS if fault in knobs.WEBHOOK_FAULTS else form.get("target", "all")
    knobs.turn(
        current_platform(),
        _account(channel_id),
        target,
        fault,
        value=float(form.get("value") or 0),
        times=int(form["times"]) if form.get("times") else None,
    )
    return _back(_account(channel_id))


@blueprint.post("/accounts/<channel_id>/knobs/<int:knob_id>/off")
def switch_off_knob(channel_id: str, knob_id: int) -> Response:
    knobs.switch_off(current_platform(), _account(channel_id), knob_id)
    return _back(_account(channel_id))


def _account(channel_id: str) -> Account:
    return accounts.get(current_platform(), channel_id)


def _card(account: Account) -> Card:
    platform = current_platform()
    return Card(
        account,
        tokens.current(platform, account),
        quota.used(platform, account),
        knobs.every(platform, account),
        webhooks.latest(platform, account, 8),
        ledger.latest_requests(platform, account, LATEST_CALLS),
    )


def _back(account: Account) -> Response:
    return redirect(url_for("console.show", _anchor=f"account-{account.channel_id}"), 303)
