"""What `bin/_venv` relies on: .venv holds what the locks say, also when two begin at once or one is cut off."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from qontak_line.config import ROOT
from qontak_line.launcher.install import is_alive, is_installed, python, stamp
from tests.launcher.programs import clean_environ, wait_for

pytestmark = pytest.mark.process

VENV = ".venv"
LOCK = "empty.txt"


def begin(checkout: Path) -> subprocess.Popen[str]:
    command = [sys.executable, str(ROOT / "qontak_line/launcher/install.py"), str(checkout), VENV, LOCK]
    return subprocess.Popen(command, env=clean_environ(), stderr=subprocess.PIPE, text=True)


def command_of(process: psutil.Process) -> list[str]:
    try:
        words: list[str] = process.cmdline()
    except psutil.Error:
        return []
    return words


def said(process: subprocess.Popen[str]) -> list[str]:
    _, text = process.communicate(timeout=60)
    assert process.returncode == 0, text
    return text.splitlines()


def test_cut_off_then_two_at_once_then_nothing_to_do(tmp_path: Path) -> None:
    checkout = tmp_path / "a place with spaces"
    checkout.mkdir()
    (checkout / LOCK).write_text("# nothing\n")

    venv = checkout / VENV
    cut_off = begin(checkout)
    wait_for(python(venv).exists, 20)
    cut_off.send_signal(signal.SIGTERM)
    assert cut_off.wait(10) != 0
    assert not is_installed(venv, LOCK)
    assert not [process for process in psutil.process_iter() if str(checkout) in " ".join(command_of(process))]

    one, other = begin(checkout), begin(checkout)
    assert sorted([len(said(one)), len(said(other))]) == [0, 1]  # only one had something to install
    assert is_alive(venv)
    assert is_installed(venv, LOCK)

    (checkout / LOCK).write_text("# changed\n")
    assert not is_installed(venv, LOCK)
    stamp(venv, LOCK).unlink()
    assert len(said(begin(checkout))) == 1
