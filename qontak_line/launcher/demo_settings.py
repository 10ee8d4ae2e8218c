"""The demo's settings: a few may be chosen, the rest is its own, so that it never touches a real installation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from dotenv import dotenv_values

from qontak_line.config import ROOT, SettingError, Settings, load

CHOOSABLE = ("HOST", "PORT", "SIMULATOR_PORT", "DATA_DIR", "WORKER_CONCURRENCY", "LOG_LEVEL", "LOG_FORMAT")

NO_FILE = Path("/dev/null")


def demo_settings(environ: Mapping[str, str], env_file: Path = ROOT / ".env") -> Settings:
    """Read the choosable settings as always, and point everything at this machine. Raises `SettingError`."""
    given: dict[str, str | None] = {**dotenv_values(env_file), **environ}
    chosen = {"DATA_DIR": str(ROOT / "instance" / "demo"), "LOG_LEVEL": "WARNING"}
    chosen |= {name: value for name in CHOOSABLE if (value := given.get(name))}
    try:
        settings = load(chosen, NO_FILE)
    except SettingError as problem:
        if problem.name == "PUBLIC_URL":  # demanded because of a HOST beyond loopback
            raise SettingError("HOST", "the demo listens on loopback alone") from None
        raise
    if settings.port == settings.simulator_port:
        raise SettingError("SIMULATOR_PORT", f"must not be the same as PORT ({settings.port})")
    line = _simulator_url(settings)
    return replace(settings, line_api_url=line, line_data_api_url=line)


def _simulator_url(settings: Settings) -> str:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{settings.simulator_port}"
