"""Every setting: read once, typed, checked and explained here, and nowhere else.

`load()` takes the environment and a `.env` file (the environment wins) and gives a frozen `Settings`,
or raises `SettingError` with one line that names the setting and says how to mend it.
"""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dotenv import dotenv_values

ROOT = Path(__file__).resolve().parent.parent

LINE_API = "https://api.line.me"
LINE_DATA_API = "https://api-data.line.me"


class SettingError(Exception):
    """A setting that cannot be used. The text is one line for the person at the terminal."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"{name}: {problem}")
        self.name = name


@dataclass(frozen=True)
class Setting:
    """One row of the README's table: environment name, default as people read it, meaning."""

    name: str
    default: str
    meaning: str


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "HOST",
        "127.0.0.1",
        "address that the web server listens on; beyond loopback `PUBLIC_URL` is demanded",
    ),
    Setting("PORT", "8000", "port that the web server listens on"),
    Setting("SIMULATOR_PORT", "8001", "port of the LINE simulator, used by `bin/demo` only"),
    Setting("DATA_DIR", "./instance", "SQLite file, media and generated keys (`bin/demo`: `./instance/demo`)"),
    Setting("DATABASE_URL", "SQLite in `DATA_DIR`", "`postgresql://…` to scale out"),
    Setting("REDIS_URL", "unset", "`redis://…` to scale out; unset: queue and live updates live in the process"),
    Setting(
        "MEDIA_URL",
        "folder in `DATA_DIR`",
        "`s3://bucket/prefix`, endpoint and keys by the usual `AWS_…` names",
    ),
    Setting("PUBLIC_URL", "`http://HOST:PORT`", "how LINE and people reach this app; all links are built from it"),
    Setting("SECRET_KEY", "generated into `DATA_DIR`", "signs sessions; must be given with PostgreSQL"),
    Setting(
        "ENCRYPTION_KEYS",
        "generated into `DATA_DIR`",
        "comma-separated Fernet keys for secrets at rest, the first one encrypts; must be given with PostgreSQL",
    ),
    Setting("LINE_API_URL", LINE_API, "LINE's API, or a stand-in for it"),
    Setting(
        "LINE_DATA_API_URL",
        LINE_DATA_API,
        "LINE's content API; follows `LINE_API_URL` when only that is changed",
    ),
    Setting("WEB_CONCURRENCY", "1", "web processes; more than 1 needs PostgreSQL and Redis"),
    Setting(
        "WORKER_CONCURRENCY",
        "4",
        "worker threads in each process; 0: `bin/run` only serves, and `bin/worker` works (needs PostgreSQL and Redis)",
    ),
    Setting("TRUSTED_PROXIES", "0", "number of reverse proxies in front, whose `X-Forwarded-…` headers count"),
    Setting("METRICS_TOKEN", "unset", "bearer token for `/metrics`; unset: loopback only"),
    Setting("LOG_LEVEL", "INFO", "DEBUG, INFO, WARNING or ERROR"),
    Setting("LOG_FORMAT", "text", "`text` for people, `json` for machines"),
)


@dataclass(frozen=True)
class Settings:
    """What the program runs with. URLs carry no trailing slash; `None` means not set."""

    host: str
    port: int
    simulator_port: int
    data_dir: Path
    database_url: str
    redis_url: str | None
    media_url: str | None
    public_url: str
    secret_key: str | None
    encryption_keys: tuple[str, ...]
    line_api_url: str
    line_data_api_url: str
    web_concurrency: int
    worker_concurrency: int
    trusted_proxies: int
    metrics_token: str | None
    log_level: str
    log_format: str

    def __repr__(self) -> str:
        return f"<Settings {self.public_url}>"

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @property
    def is_https(self) -> bool:
        return self.public_url.startswith("https://")

    @property
    def is_loopback(self) -> bool:
        """Whether `PUBLIC_URL` can be reached from this machine alone."""
        return _is_loopback(urlsplit(self.public_url).hostname or "")


def load(environ: Mapping[str, str] | None = None, env_file: Path | None = None) -> Settings:
    """Read the settings. `environ` defaults to the process's, `env_file` to `.env` beside the package."""
    given = {k: v for k, v in dotenv_values(env_file or ROOT / ".env").items() if v is not None}
    given.update(os.environ if environ is None else environ)
    read = _Reader(given)

    host = read.text("HOST", "127.0.0.1")
    port = read.number("PORT", 8000, 1, 65535)
    data_dir = Path(read.text("DATA_DIR", str(ROOT / "instance"))).expanduser().absolute()
    database_url = read.url("DATABASE_URL", f"sqlite:///{data_dir}/qontak_line.sqlite3", _database)
    line_api_url = read.url("LINE_API_URL", LINE_API, _web)
    settings = Settings(
        host=host,
        port=port,
        simulator_port=read.number("SIMULATOR_PORT", 8001, 1, 65535),
        data_dir=data_dir,
        database_url=database_url,
        redis_url=read.optional("REDIS_URL", _redis),
        media_url=read.optional("MEDIA_URL", _s3),
        public_url=read.url("PUBLIC_URL", f"http://{_bracketed(host)}:{port}", _web),
        secret_key=read.optional("SECRET_KEY", _long_enough),
        encryption_keys=read.keys("ENCRYPTION_KEYS"),
        line_api_url=line_api_url,
        line_data_api_url=read.url(
            "LINE_DATA_API_URL", LINE_DATA_API if line_api_url == LINE_API else line_api_url, _web
        ),
        web_concurrency=read.number("WEB_CONCURRENCY", 1, 1, 64),
        worker_concurrency=read.number("WORKER_CONCURRENCY", 4, 0, 64),
        trusted_proxies=read.number("TRUSTED_PROXIES", 0, 0, 10),
        metrics_token=read.optional("METRICS_TOKEN", _one_line),
        log_level=read.choice("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR")),
        log_format=read.choice("LOG_FORMAT", "text", ("text", "json")),
    )
    _check_together(settings, given)
    return settings


def aws_settings(environ: Mapping[str, str] | None = None, env_file: Path | None = None) -> dict[str, str]:
    """What is given under `AWS_…`: not ours to check, and read where everything else is."""
    given = {k: v for k, v in dotenv_values(env_file or ROOT / ".env").items() if v is not None}
    given.update(os.environ if environ is None else environ)
    return {name: value.strip() for name, value in given.items() if name.startswith("AWS_")}


def _check_together(settings: Settings, given: Mapping[str, str]) -> None:
    """The rules that join two settings."""
    if not _is_loopback(settings.host) and not given.get("PUBLIC_URL", "").strip():
        raise SettingError("PUBLIC_URL", f"must be given because HOST={settings.host} is reachable from outside")
    if settings.web_concurrency > 1:
        _check_scaled("WEB_CONCURRENCY", "more than 1 web process", settings)
    if settings.worker_concurrency == 0:
        _check_scaled("WORKER_CONCURRENCY", "0, a web server whose work others do,", settings)
    if not settings.is_sqlite:
        for name in ("SECRET_KEY", "ENCRYPTION_KEYS"):
            if not given.get(name, "").strip():
                raise SettingError(name, "must be given with PostgreSQL, the same on every machine")


def _check_scaled(name: str, what: str, settings: Settings) -> None:
    if settings.is_sqlite:
        raise SettingError(name, f"{what} needs DATABASE_URL=postgresql://…")
    if not settings.redis_url:
        raise SettingError(name, f"{what} needs REDIS_URL=redis://…")


class _Reader:
    """Takes values by name; an empty value counts as not given."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self._given = given

    def _get(self, name: str) -> str | None:
        return self._given.get(name, "").strip() or None

    def text(self, name: str, default: str) -> str:
        value = self._get(name) or default
        return _checked(name, value, _one_line)

    def optional(self, name: str, check: Callable[[str], str]) -> str | None:
        value = self._get(name)
        return None if value is None else _checked(name, value, check)

    def url(self, name: str, default: str, check: Callable[[str], str]) -> str:
        return _checked(name, self._get(name) or default, check)

    def number(self, name: str, default: int, least: int, most: int) -> int:
        value = self._get(name)
        if value is None:
            return default
        if not re.fullmatch(r"[0-9]{1,9}", value) or not least <= int(value) <= most:
            raise SettingError(name, f"must be a whole number from {least} to {most}, not {value!r}")
        return int(value)

    def choice(self, name: str, default: str, allowed: tuple[str, ...]) -> str:
        value = self._get(name) or default
        for option in allowed:
            if value.lower() == option.lower():
                return option
        raise SettingError(name, f"must be one of {', '.join(allowed)}, not {value!r}")

    def keys(self, name: str) -> tuple[str, ...]:
        value = self._get(name)
        if value is None:
            return ()
        found = tuple(part.strip() for part in value.split(",") if part.strip())
        for key in found:
            if not re.fullmatch(r"[A-Za-z0-9_-]{43}=", key):
                raise SettingError(name, "must hold Fernet keys (44 characters of URL-safe base64), comma-separated")
        if not found:
            raise SettingError(name, "holds no key")
        return found


def _checked(name: str, value: str, check: Callable[[str], str]) -> str:
    try:
        return check(value)
    except ValueError as problem:
        raise SettingError(name, str(problem)) from None


def _one_line(value: str) -> str:
    if any(ord(char) < 32 for char in value):
        raise ValueError("must not hold control characters")
    return value


def _long_enough(value: str) -> str:
    if len(value) < 16:
        raise ValueError("must have at least 16 characters")
    return _one_line(value)


def _parts(value: str) -> Any:
    try:
        parts = urlsplit(_one_line(value))
        _ = parts.port
    except ValueError:
        raise ValueError("is not a usable URL") from None
    return parts


def _web(value: str) -> str:
    parts = _parts(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise ValueError(f"must be an address such as https://inbox.example.com, not {value!r}")
    return value.rstrip("/")


def _database(value: str) -> str:
    if value.startswith("postgres://"):
        value = "postgresql://" + value.removeprefix("postgres://")
    if value.startswith("postgresql://"):
        value = "postgresql+psycopg://" + value.removeprefix("postgresql://")
    if not value.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ValueError("must begin with postgresql:// or sqlite:///")
    return _one_line(value)


def _redis(value: str) -> str:
    if _parts(value).scheme not in ("redis", "rediss"):
        raise ValueError("must begin with redis:// or rediss://")
    return value


def _s3(value: str) -> str:
    parts = _parts(value)
    if parts.scheme != "s3" or not parts.hostname:
        raise ValueError("must look like s3://bucket/prefix")
    return value.rstrip("/")


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def setting_names() -> frozenset[str]:
    """The names that the environment may carry; tests unset them all."""
    return frozenset(setting.name for setting in SETTINGS)
