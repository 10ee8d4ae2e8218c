"""What can be said of compose.yaml and the Dockerfile without an engine: names, secrets, what goes into the image."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from qontak_line.config import ROOT, setting_names

TEXT = (ROOT / "compose.yaml").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SECRETS = ("POSTGRES_PASSWORD", "SECRET_KEY", "ENCRYPTION_KEYS", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")


@pytest.mark.parametrize("name", [*SECRETS, "PUBLIC_URL", "MEDIA_URL"])
def test_what_nobody_can_choose_for_you_has_no_default(name: str) -> None:
    used = re.findall(rf"(?<!\$)\$\{{{name}(.*?)\}}", TEXT)
    assert used
    assert all(rest.startswith(":?") for rest in used)


@pytest.mark.parametrize("name", ["web", "worker"])
def test_the_programs_are_given_settings_that_exist(name: str) -> None:
    service = COMPOSE["services"][name]
    known = setting_names() | {word for word in service["environment"] if word.startswith("AWS_")}
    assert set(service["environment"]) <= known
    assert service["read_only"] is True
    assert service["restart"] == "unless-stopped"


def test_web_and_worker_scale_apart() -> None:
    services = COMPOSE["services"]
    assert services["web"]["environment"]["WORKER_CONCURRENCY"] == 0
    assert services["worker"]["command"] == ["python", "-m", "qontak_line.launcher.worker"]
    assert "ports" not in services["web"]  # else there could be only one


def test_every_image_is_pinned() -> None:
    images = [service["image"] for service in COMPOSE["services"].values() if "build" not in service]
    images += re.findall(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert all(re.search(r":[\w.-]*\d", image) for image in images), images


def test_the_image_holds_what_the_program_needs_and_no_secret() -> None:
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert kept == {"qontak_line", "static", "templates", "requirements.txt", "wsgi.py", "LICENSE"}
    assert "--require-hashes" in (ROOT / "Dockerfile").read_text()
    assert re.search(r"^USER (?!root)\w+$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
