"""Passwords: hashed, checked, renewed, and never more than two at a time."""

from __future__ import annotations

import threading
import time

import pytest
from flask import Flask

from qontak_line.actions import passwords

pytestmark = pytest.mark.usefixtures("context")


def test_a_right_password_is_told_from_a_wrong_one() -> None:
    kept = passwords.hash_password("correct horse")
    assert passwords.is_right(kept, "correct horse")
    assert not passwords.is_right(kept, "correct horsf")


@pytest.mark.parametrize("kept", [None, "!", "", "$argon2id$broken"])
def test_without_a_usable_hash_nothing_is_right(kept: str | None) -> None:
    assert not passwords.is_right(kept, "the password of nobody")


@pytest.mark.parametrize(
    "password", ["pässwörter", "密碼密碼密碼密碼", "with\x00nul and more", "\udc80 lone", " " * 8, "x" * 256]
)
def test_any_characters_will_do(password: str) -> None:
    kept = passwords.hash_password(password)
    assert passwords.is_right(kept, password)
    assert not passwords.is_right(kept, password[:-1])


def test_the_parameters_are_those_that_owasp_names(app: Flask) -> None:
    del app.config["PASSWORD_COST"]
    kept = passwords.hash_password("correct horse")
    assert kept.startswith("$argon2id$") and "m=19456,t=2,p=1" in kept


def test_a_hash_of_other_parameters_is_dated(app: Flask) -> None:
    kept = passwords.hash_password("correct horse")
    assert not passwords.is_dated(kept)
    app.config["PASSWORD_COST"] = (2, 16, 1)
    assert passwords.is_dated(kept)
    assert passwords.is_right(kept, "correct horse")


def test_no_more_than_two_at_once(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    inside, most, lock = [0], [0], threading.Lock()

    class Slow:
        def hash(self, password: bytes) -> str:
            with lock:
                inside[0] += 1
                most[0] = max(most[0], inside[0])
            time.sleep(0.01)
            with lock:
                inside[0] -= 1
            return "x"

    monkeypatch.setattr(passwords, "_hasher", Slow)

    def hash_one() -> None:
        with app.app_context():
            passwords.hash_password("correct horse")

    threads = [threading.Thread(target=hash_one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most[0] == 2


def test_who_waits_too_long_for_a_turn_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "PATIENCE", 0.01)
    monkeypatch.setattr(passwords, "_turns", threading.BoundedSemaphore(1))
    with passwords._turn(), pytest.raises(passwords.TooBusy):
        passwords.hash_password("correct horse")
