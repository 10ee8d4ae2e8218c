"""A simulator on a free port, a bot that listens to it, and LINE's own SDK as the client."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from linebot.v3.messaging import ApiClient, Configuration, MessagingApi, MessagingApiBlob
from linebot.v3.oauth import ApiClient as OAuthClient
from linebot.v3.oauth import ChannelAccessToken
from linebot.v3.oauth import Configuration as OAuthConfiguration

from qontak_line.simulator import SimulatorServer, run_in_thread
from tests.simulator.bot import Bot, serve
from tests.simulator.steering import Steering


@pytest.fixture
def line(tmp_path: Path) -> Iterator[SimulatorServer]:
    server = run_in_thread(tmp_path / "line.sqlite3")
    yield server
    server.stop()


@pytest.fixture
def steer(line: SimulatorServer) -> Steering:
    return Steering(line.url)


@pytest.fixture
def bot(steer: Steering) -> Iterator[Bot]:
    """A listening bot whose URL is set as the account's webhook."""
    listener = Bot()
    server = serve(listener)
    steer.change(webhook_url=listener.url)
    yield listener
    server.shutdown()
    server.server_close()


@pytest.fixture
def client(steer: Steering) -> Iterator[ApiClient]:
    configuration = Configuration(access_token=steer.account["channel_access_token"], host=steer.url)
    with ApiClient(configuration) as opened:
        yield opened


@pytest.fixture
def api(client: ApiClient) -> MessagingApi:
    return MessagingApi(client)


@pytest.fixture
def blob(client: ApiClient) -> MessagingApiBlob:
    return MessagingApiBlob(client)


@pytest.fixture
def oauth(line: SimulatorServer) -> Iterator[ChannelAccessToken]:
    with OAuthClient(OAuthConfiguration(host=line.url)) as opened:
        yield ChannelAccessToken(opened)


@pytest.fixture
def line_url(line: SimulatorServer) -> str:
    return line.url
