"""The inbox as it runs for real: one process with SQLite, or web and workers of their own on PostgreSQL and Redis."""

from __future__ import annotations

import http.client
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet

from qontak_line.config import ROOT
from tests.chaos.databases import Database, PostgresDatabase, SqliteFile
from tests.chaos.process import Process
from tests.launcher.programs import clean_environ, free_port
from tests.servers.postgres import Postgres
from tests.servers.redis import Redis

READY_WITHIN = 40.0
MODULE = ("qontak_line.launcher.run",)


class House:
    """`web` serves and may have children; `workers` are processes beside it, on SQLite none.

    All that begin a process belong into the main thread.
    """

    def __init__(self, folder: Path, line_url: str, module: tuple[str, ...] = MODULE) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.data_dir = folder / "data"
        self.secrets = {"SECRET_KEY": "chaos-" + "k" * 32, "ENCRYPTION_KEYS": Fernet.generate_key().decode()}
        self.environ = {
            **clean_environ(),
            **self.secrets,
            "PYTHONPATH": str(ROOT),
            "MALLOC_ARENA_MAX": "2",
            "DATA_DIR": str(self.data_dir),
            "PORT": str(self.port),
            "LINE_API_URL": line_url,
            **self._settings(),
        }
        self.web = self._process("web", *module)
        self.workers: list[Process] = []

    database: Database

    def _settings(self) -> dict[str, str]:
        raise NotImplementedError

    def _process(self, name: str, *module: str) -> Process:
        return Process([sys.executable, "-m", *module], self.environ, self.folder / f"{name}.log")

    @property
    def processes(self) -> list[Process]:
        return [self.web, *self.workers]

    def begin(self) -> None:
        """Start what does not run, and give back when the door answers."""
        for process in self.processes:
            if not process.is_alive:
                process.begin()
        deadline = time.monotonic() + READY_WITHIN
        while not self.is_ready():
            if not self.web.is_alive:  # a launcher may give up when its workers die too often: a service manager's turn
                self.web.begin()
            assert time.monotonic() < deadline, f"the house does not start; see {self.web.log}"
            time.sleep(0.05)

    def is_ready(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=3)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def furnish(self) -> None:
        """Companies and staff, by the command line."""
        done = subprocess.run(
            [sys.executable, "-m", "tests.chaos.furnish"],
            env=self.environ,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def someone(self, chance: random.Random) -> tuple[str, int]:
        """A process that does the work, and what it is: a web worker's child or a worker."""
        found = [("web worker", child.pid) for child in self.web.children() if "resource_tracker" not in _words(child)]
        found += [("worker", worker.pid) for worker in self.workers if worker.is_alive]
        return chance.choice(found) if found else ("web", self.web.pid)

    def kill(self) -> None:
        for process in self.processes:
            process.kill()

    def terminate(self) -> list[int]:
        return [process.terminate() for process in self.processes]

    def end(self) -> None:
        self.kill()

    def said(self) -> str:
        """Everything that its processes wrote to their terminals."""
        return "".join(path.read_text(errors="replace") for path in self.folder.glob("w*.log"))


class SmallHouse(House):
    def _settings(self) -> dict[str, str]:
        self.database = SqliteFile(self.data_dir / "qontak_line.sqlite3")
        return {}


class ScaledHouse(House):
    """Two web processes, two workers, PostgreSQL that flushes every commit, and Redis."""

    def __init__(self, folder: Path, line_url: str) -> None:
        self.postgres = Postgres(durable=True)
        self.redis = Redis()
        super().__init__(folder, line_url)
        self.workers = [self._process(f"worker{number}", "qontak_line.launcher.worker") for number in (1, 2)]

    def _settings(self) -> dict[str, str]:
        self.database = PostgresDatabase(self.postgres.create("inbox"))
        worker = {"WEB_CONCURRENCY": "2", "WORKER_CONCURRENCY": "0"}
        return {"DATABASE_URL": self.database.url, "REDIS_URL": self.redis.url, **worker}

    def _process(self, name: str, *module: str) -> Process:
        environ = {**self.environ, **({"WORKER_CONCURRENCY": "4"} if name.startswith("worker") else {})}
        return Process([sys.executable, "-m", *module], environ, self.folder / f"{name}.log")

    def end(self) -> None:
        self.kill()
        self.redis.stop()
        self.postgres.stop()


def _words(process: Any) -> str:
    try:
        return " ".join(process.cmdline())
    except Exception:  # it ended meanwhile
        return ""
