"""Seals what must not be read in the database: `seal()` and `unseal()` with Fernet keys that can be rotated.

The first key seals; every key unseals. What was never sealed is refused, so that plain text can not pass for a secret.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from qontak_line.config import SettingError, Settings


class Unreadable(Exception):
    """The sealed text was made with a key that we do not have, or was damaged."""


class Sealer:
    """Seals and unseals short texts. Keys: 44 characters of URL-safe base64, the first one seals."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        self._fernet = MultiFernet([Fernet(key) for key in keys])

    def __repr__(self) -> str:
        return "<Sealer>"

    def seal(self, plain: str) -> str:
        return self._fernet.encrypt(plain.encode()).decode("ascii")

    def unseal(self, sealed: str) -> str:
        try:
            return self._fernet.decrypt(sealed.encode("ascii", "replace")).decode()
        except InvalidToken:
            raise Unreadable("sealed with another key") from None

    def reseal(self, sealed: str) -> str:
        """The same secret sealed with the first key."""
        try:
            return self._fernet.rotate(sealed.encode("ascii", "replace")).decode("ascii")
        except InvalidToken:
            raise Unreadable("sealed with another key") from None


def sealer_for(settings: Settings) -> Sealer:
    """The sealer of this installation; with SQLite its key is made once, in `DATA_DIR/encryption.key`."""
    keys = settings.encryption_keys or (kept_key(settings.data_dir / "encryption.key", _fernet_key),)
    return Sealer(keys)


def secret_key_for(settings: Settings) -> str:
    """What signs the sessions; with SQLite it is made once, in `DATA_DIR/secret.key`."""
    return settings.secret_key or kept_key(settings.data_dir / "secret.key", lambda: secrets.token_urlsafe(48))


def _fernet_key() -> str:
    return Fernet.generate_key().decode("ascii")


def kept_key(path: Path, make: Callable[[], str]) -> str:
    """Read a key file, or make it, so that two starts at once end with the same key. Raises `SettingError`."""
    try:
        if not path.exists():
            _make_key(path, make)
        return path.read_text().strip()
    except OSError as problem:
        raise SettingError("DATA_DIR", f"{path.parent} can not be used ({problem.strerror})") from None


def _make_key(path: Path, make: Callable[[], str]) -> None:
    """For its owner alone (0600)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(make())
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(fresh, path)  # fails when another start was quicker; then its key holds
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
