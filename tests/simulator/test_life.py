"""The simulator as a thing that is started, stopped, restarted and kept from strangers."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from pathlib import Path

import pytest
import requests

from qontak_line.simulator import run_in_thread
from tests.simulator.bot import Bot
from tests.simulator.steering import Steering
from tests.simulator.test_faults import call


def test_a_restart_forgets_nothing(tmp_path: Path) -> None:
    state, ledger, key = tmp_path / "line.sqlite3", tmp_path / "ledger.jsonl", str(uuid.uuid4())
    server = run_in_thread(state, ledger_path=ledger)
    before = Steering(server.url)
    before.advance(3600)
    assert call(before, key=key).status_code == 200
    server.stop()
    server = run_in_thread(state, ledger_path=ledger)
    try:
        after = Steering(server.url)
        assert after.account == before.account | {"used": 1}
        assert after.people == before.people
        assert call(after, key=key).status_code == 409
        assert len(after.ledger()) == 1
        assert after.get("/clock")["offset"] == 3_600_000
    finally:
        server.stop()
    entries = [json.loads(line) for line in ledger.read_text().splitlines()]
    assert [entry["retry_key"] for entry in entries if entry["entry"] == "acceptance"] == [key]


def test_webhooks_that_were_under_way_go_out_after_a_restart(tmp_path: Path, bot: Bot) -> None:
    server = run_in_thread(tmp_path / "other.sqlite3")
    steer = Steering(server.url)
    steer.change(webhook_url=bot.url)
    steer.knob("webhooks", "late", value=30, times=1)
    steer.event("text", text="late")
    server.stop()
    server = run_in_thread(tmp_path / "other.sqlite3")
    try:
        Steering(server.url).advance(31)
        assert b"late" in bot.wait_for(1)[0].body
    finally:
        server.stop()


def start(state: Path, *more: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "qontak_line.simulator", "--state", str(state), *more]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signals_end_it_quickly_even_while_a_call_hangs(tmp_path: Path, number: int) -> None:
    process = start(tmp_path / "line.sqlite3", "--port", "0")
    assert process.stdout
    url = process.stdout.readline().split("console ")[1].split("/ ,")[0]
    steer = Steering(url)
    steer.knob("push", "hang_before", times=1)
    with pytest.raises(requests.Timeout):
        call(steer, timeout=0.1)
    begun = time.monotonic()
    os.kill(process.pid, number)
    _, errors = process.communicate(timeout=5)
    assert (process.returncode, time.monotonic() - begun < 2) == (0, True)
    assert "Traceback" not in errors


def test_a_taken_port_is_one_clear_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process = start(tmp_path / "line.sqlite3", "--port", str(taken.getsockname()[1]))
        _, errors = process.communicate(timeout=10)
    assert process.returncode != 0
    assert len(errors.strip().splitlines()) == 1
    assert "cannot listen on 127.0.0.1" in errors


def test_other_hosts_and_sites_are_refused(line_url: str) -> None:
    def ask(method: str, path: str, **headers: str) -> int:
        return requests.request(method, line_url + path, headers=headers, json={}, timeout=5).status_code

    assert ask("GET", "/_control/accounts", Host="evil.example") == 400
    assert ask("GET", "/_control/accounts", Host="localhost.evil.example") == 400
    assert ask("GET", "/_control/accounts", Host="localhost:99") == 200
    assert ask("POST", "/_control/clock", Origin="https://evil.example") == 403
    assert ask("POST", "/_control/clock", **{"Sec-Fetch-Site": "cross-site"}) == 403
    assert requests.post(f"{line_url}/_control/clock", data="{}", timeout=5).status_code == 415
