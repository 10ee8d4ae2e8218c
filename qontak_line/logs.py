"""Log lines: text for people, one JSON object a line for machines. Never a token, a secret or a message's text."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime

from qontak_line.config import Settings


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=True)


class OneLineFormatter(logging.Formatter):
    """As text: whatever a message holds can not begin a line of its own; a traceback is indented below it."""

    def format(self, record: logging.LogRecord) -> str:
        record.message = record.getMessage().replace("\r", "\\r").replace("\n", "\\n")
        line = f"{self.formatTime(record)} {record.levelname:<7} {record.name}: {record.message}"
        if record.exc_info:
            line += "\n" + "\n".join("    " + part for part in self.formatException(record.exc_info).splitlines())
        return line


def configure(settings: Settings) -> None:
    """Log to standard error. Called by what starts a process, never by the factory."""
    target = logging.StreamHandler(sys.stderr)
    target.setFormatter(JsonFormatter() if settings.log_format == "json" else OneLineFormatter())
    root = logging.getLogger()
    root.handlers[:] = [target]
    root.setLevel(settings.log_level)
    for noisy in ("huey", "urllib3", "alembic", "_granian"):
        logging.getLogger(noisy).setLevel(max(logging.WARNING, root.level))
