"""Tokens: verify one, or issue a stateless one with the channel secret (LINE's "Channel access token")."""

import hmac

from flask import Blueprint, Response, jsonify, request

from qontak_line.simulator import accounts, tokens
from qontak_line.simulator.api import errors
from qontak_line.simulator.api.calls import current_platform, identify, with_faults

blueprint = Blueprint("oauth", __name__)

STATELESS_SECONDS = tokens.LIFETIME["stateless"]
SCOPES = {"v2.1": "profile chat_message.write", "stateless": "profile chat_message.write"}


@blueprint.post("/v2/oauth/verify")
def verify() -> Response:
    """For short-lived and long-lived tokens."""
    token = request.form.get("access_token", "")
    if not token or not token.isascii():
        raise errors.refuse_oauth("access_token in invalid format")
    return _describe(token, ("long", "short"), "access_token invalid")


@blueprint.get("/oauth2/v2.1/verify")
def verify_jwt() -> Response:
    """For v2.1 tokens; a text that is no JWT gets words of its own."""
    token = request.args.get("access_token", "")
    if not token.startswith("eyJ"):
        raise errors.refuse_oauth("The access token not JWS")
    return _describe(token, ("v2.1", "stateless"), "The access token expired")


@blueprint.post("/oauth2/v3/token")
def issue_stateless() -> Response:
    if request.form.get("grant_type") != "client_credentials":
        raise errors.refuse_oauth("Invalid 'grant_type'.", "unsupported_grant_type")
    if "client_assertion" in request.form:
        raise errors.refuse(404, errors.NO_CHANNEL_KEY)
    account = accounts.find(current_platform(), request.form.get("client_id", ""))
    if account is None:
        raise errors.refuse_oauth("Invalid 'client_id'.")
    identify(account)
    return with_faults("oauth", lambda: _issue(account))


def _issue(account: accounts.Account) -> Response:
    given = request.form.get("client_secret", "")
    if not hmac.compare_digest(given.encode(), account.secret.encode()):
        raise errors.refuse_oauth("Invalid 'client_credentials'.")
    token = tokens.issue(current_platform(), account, "stateless")
    answer = {"token_type": "Bearer", "access_token": token, "expires_in": STATELESS_SECONDS}  # nosec B105 - no secret
    return jsonify(answer)


def _describe(token: str, kinds: tuple[str, ...], otherwise: str) -> Response:
    platform = current_platform()
    row = tokens.find(platform, token)
    if row is None or row["kind"] not in kinds:
        raise errors.refuse_oauth(otherwise)
    identify(accounts.get(platform, row["channel_id"]))

    def describe() -> Response:
        if not tokens.is_valid(platform, row):
            raise errors.refuse_oauth(otherwise)
        return jsonify(
            client_id=row["channel_id"],
            expires_in=tokens.seconds_left(platform, row),
            scope=SCOPES.get(row["kind"], "P CM"),
        )

    return with_faults("oauth", describe)
