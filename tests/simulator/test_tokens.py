"""Tokens, asked through LINE's own OAuth client."""

import json

import pytest
import requests
from linebot.v3.messaging import ApiException as MessagingError
from linebot.v3.messaging import MessagingApi
from linebot.v3.oauth import ApiException, ChannelAccessToken

from tests.simulator.steering import Steering


def body_of(error: ApiException | MessagingError) -> dict[str, str]:
    parsed: dict[str, str] = json.loads(error.body)
    return parsed


def test_a_long_lived_token_names_its_channel(oauth: ChannelAccessToken, steer: Steering) -> None:
    verified = oauth.verify_channel_token(steer.account["channel_access_token"])
    assert verified.client_id == steer.account["channel_id"]
    assert verified.expires_in > 2**31, "as big as LINE's own, so that nobody stores it in 32 bits"


@pytest.mark.parametrize(
    ("token", "description"), [("nobody", "access_token invalid"), ("", "access_token in invalid format")]
)
def test_an_unknown_token_is_a_400_of_the_oauth_kind(oauth: ChannelAccessToken, token: str, description: str) -> None:
    with pytest.raises(ApiException) as caught:
        oauth.verify_channel_token(token)
    assert caught.value.status == 400
    assert body_of(caught.value) == {"error": "invalid_request", "error_description": description}


def test_jwt_tokens_are_verified_elsewhere(oauth: ChannelAccessToken, steer: Steering) -> None:
    token = steer.post(f"{steer.base}/tokens", kind="v2.1")["token"]
    assert oauth.verify_channel_token_by_jwt(token).client_id == steer.account["channel_id"]
    with pytest.raises(ApiException) as caught:
        oauth.verify_channel_token_by_jwt(steer.account["channel_access_token"])
    assert body_of(caught.value)["error_description"] == "The access token not JWS"
    steer.advance(31 * 86_400)
    with pytest.raises(ApiException) as caught:
        oauth.verify_channel_token_by_jwt(token)
    assert body_of(caught.value)["error_description"] == "The access token expired"


def test_the_secret_is_proved_by_a_stateless_token(oauth: ChannelAccessToken, steer: Steering, line_url: str) -> None:
    channel_id, secret = steer.account["channel_id"], steer.account["channel_secret"]
    issued = oauth.issue_stateless_channel_token_by_client_secret(channel_id, secret)
    assert (issued.token_type, issued.expires_in) == ("Bearer", 900)
    headers = {"Authorization": f"Bearer {issued.access_token}"}
    assert requests.get(f"{line_url}/v2/bot/info", headers=headers, timeout=5).status_code == 200
    steer.advance(901)
    assert requests.get(f"{line_url}/v2/bot/info", headers=headers, timeout=5).status_code == 401


def test_a_wrong_or_rotated_secret_is_refused(oauth: ChannelAccessToken, steer: Steering) -> None:
    channel_id, old = steer.account["channel_id"], steer.account["channel_secret"]
    new = steer.post(f"{steer.base}/secret")["channel_secret"]
    with pytest.raises(ApiException) as caught:
        oauth.issue_stateless_channel_token_by_client_secret(channel_id, old)
    assert caught.value.status == 400
    assert body_of(caught.value)["error_description"] == "Invalid 'client_credentials'."
    assert oauth.issue_stateless_channel_token_by_client_secret(channel_id, new).access_token


def test_the_jwt_variant_knows_no_keys(oauth: ChannelAccessToken) -> None:
    with pytest.raises(ApiException) as caught:
        oauth.issue_stateless_channel_token_by_jwt_assertion("e.y.J")
    assert caught.value.status == 404
    assert body_of(caught.value)["message"] == "Cannot find channel key that satisfies the conditions"


def test_revoked_and_reissued_tokens(api: MessagingApi, steer: Steering) -> None:
    assert api.get_bot_info().user_id == steer.account["bot_user_id"]
    steer.post(f"{steer.base}/tokens")
    with pytest.raises(MessagingError) as caught:
        api.get_bot_info()
    assert caught.value.status == 401
    assert body_of(caught.value)["message"] == (
        "Authentication failed. Confirm that the access token in the authorization header is valid."
    )


def test_a_missing_header_is_told_apart(line_url: str) -> None:
    answer = requests.get(f"{line_url}/v2/bot/info", timeout=5)
    assert answer.status_code == 401
    assert answer.json()["message"].startswith("Authorization header required.")
    assert len(answer.headers["x-line-request-id"]) == 36
