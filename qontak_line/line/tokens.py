"""Proving a channel's token and secret. Source: LINE's "Channel access token" reference."""

from qontak_line.line.answers import Answer
from qontak_line.line.calls import Call
from qontak_line.line.errors import OAuthRefused
from qontak_line.line.fields import WrongShape
from qontak_line.line.transport import Transport
from qontak_line.line.types import TokenInfo


def verify_token(transport: Transport, token: str) -> TokenInfo:
    """Which channel a token belongs to.

    LINE has one endpoint per kind of token and no way to tell kinds apart, so the likelier is asked
    first. Raises OAuthRefused with the words of that first answer when both refuse.
    """
    plain = Call("POST", "/v2/oauth/verify", form={"access_token": token}, is_oauth=True)
    signed = Call("GET", "/oauth2/v2.1/verify", query={"access_token": token}, is_oauth=True)
    likelier, other = (signed, plain) if token.startswith("eyJ") else (plain, signed)
    try:
        return transport.ask(likelier, _token_info)
    except OAuthRefused as refused:
        first = refused
    try:
        return transport.ask(other, _token_info)
    except OAuthRefused:
        raise first from None


def prove_secret(transport: Transport, client_id: str, secret: str) -> bool:
    """Whether `secret` is the current one of channel `client_id`; raises LineError when LINE leaves it
    undecided.

    Asks for a stateless token and throws it away: it lives 15 minutes and, unlike the other kinds,
    pushes out none of the channel's tokens.
    """
    form = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": secret}
    try:
        return transport.ask(Call("POST", "/oauth2/v3/token", form=form, is_oauth=True), _is_token)
    except OAuthRefused:
        return False


def _token_info(answer: Answer) -> TokenInfo:
    fields = answer.fields
    return TokenInfo(fields.identifier("client_id"), fields.whole("expires_in"), fields.optional_text("scope"))


def _is_token(answer: Answer) -> bool:
    if not answer.fields.text("access_token"):
        raise WrongShape("access_token: empty")
    return True
