"""Accounts, credentials, switches and knobs."""

from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, jsonify

from qontak_line.simulator import accounts, knobs, quota, tokens
from qontak_line.simulator.accounts import Account
from qontak_line.simulator.api.calls import current_platform
from qontak_line.simulator.control import shapes
from qontak_line.simulator.control.bodies import body, number, text

blueprint = Blueprint("accounts", __name__, url_prefix="/accounts")


def account(channel_id: str) -> Account:
    return accounts.get(current_platform(), channel_id)


@blueprint.get("")
def list_accounts() -> Response:
    platform = current_platform()
    return jsonify(accounts=[shapes.account(platform, it) for it in accounts.every(platform)])


@blueprint.post("")
def create_account() -> tuple[Response, int]:
    fields, platform = body(), current_platform()
    made = accounts.create(
        platform,
        text(fields, "name"),
        use_webhook=bool(fields.get("use_webhook", True)),
        basic_id=fields.get("basic_id"),
    )
    tokens.issue(platform, made)
    return jsonify(shapes.account(platform, made)), 201


@blueprint.get("/<channel_id>")
def show_account(channel_id: str) -> Response:
    return jsonify(shapes.account(current_platform(), account(channel_id)))


@blueprint.post("/<channel_id>")
def change_account(channel_id: str) -> Response:
    it, fields, platform = account(channel_id), body(), current_platform()
    with platform.store.transaction():
        _change(it, fields)
    return jsonify(shapes.account(platform, account(channel_id)))


def _change(it: Account, fields: dict[str, Any]) -> None:
    platform = current_platform()
    accounts.switch(
        platform,
        it,
        use_webhook=bool(fields.get("use_webhook", it.use_webhook)),
        redelivery=bool(fields.get("redelivery", it.redelivery)),
    )
    accounts.set_chat_mode(platform, it, text(fields, "chat_mode", it.chat_mode))
    quota.change(
        platform,
        it,
        kind=text(fields, "quota_type", it.quota_type),
        value=int(number(fields, "quota_value", it.quota_value)),
    )
    if "used" in fields:
        quota.set_used(platform, it, int(number(fields, "used")))
    if "webhook_url" in fields:
        accounts.set_webhook_url(platform, it, fields["webhook_url"])


@blueprint.post("/<channel_id>/secret")
def rotate_secret(channel_id: str) -> Response:
    body()
    accounts.rotate_secret(current_platform(), account(channel_id))
    return show_account(channel_id)


@blueprint.post("/<channel_id>/tokens")
def issue_token(channel_id: str) -> tuple[Response, int]:
    fields = body()
    seconds = int(number(fields, "seconds")) if "seconds" in fields else None
    token = tokens.issue(current_platform(), account(channel_id), text(fields, "kind", "long"), seconds=seconds)
    return jsonify(token=token), 201


@blueprint.delete("/<channel_id>/tokens")
def revoke_tokens(channel_id: str) -> Response:
    it, fields = account(channel_id), body()
    if "token" in fields:
        tokens.revoke(current_platform(), it, text(fields, "token"))
    else:
        tokens.revoke_all(current_platform(), it)
    return show_account(channel_id)


@blueprint.get("/<channel_id>/knobs")
def list_knobs(channel_id: str) -> Response:
    return jsonify(knobs=[asdict(knob) for knob in knobs.every(current_platform(), account(channel_id))])


@blueprint.post("/<channel_id>/knobs")
def turn_knob(channel_id: str) -> Response:
    fields = body()
    times = int(number(fields, "times")) if fields.get("times") is not None else None
    knobs.turn(
        current_platform(),
        account(channel_id),
        text(fields, "target"),
        text(fields, "fault"),
        value=number(fields, "value", 0),
        times=times,
    )
    return list_knobs(channel_id)


@blueprint.delete("/<channel_id>/knobs")
@blueprint.delete("/<channel_id>/knobs/<int:knob_id>")
def switch_off_knobs(channel_id: str, knob_id: int | None = None) -> Response:
    knobs.switch_off(current_platform(), account(channel_id), knob_id)
    return list_knobs(channel_id)
