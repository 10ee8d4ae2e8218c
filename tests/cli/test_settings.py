"""What the command line says of a wrong setting."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from qontak_line.config import ROOT
from tests.launcher.programs import clean_environ


@pytest.mark.parametrize(("setting", "value"), [("PORT", "eighty"), ("DATA_DIR", "{file}")])
def test_a_wrong_setting_is_one_line_that_names_it(tmp_path: Path, setting: str, value: str) -> None:
    file = tmp_path / "no folder"
    file.touch()
    environ = {**clean_environ(), "DATA_DIR": str(tmp_path / "data"), setting: value.format(file=file)}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "users", "list"]
    ended = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=30, check=False)
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr.startswith(f"qontak_line: {setting}: ")
    assert len(ended.stderr.splitlines()) == 1
