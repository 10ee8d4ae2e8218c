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


# Everything that a terminal or `splitlines()` takes for more than a sign: C0, DEL, C1, and Unicode's two separators.
_CONTROL = {code: repr(chr(code))[1:-1] for code in (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029)}


class OneLineFormatter(logging.Formatter):
    """As text: whatever a message holds can not begin a line of its own; a traceback is indented below it."""

    def format(self, record: logging.LogRecord) -> str:
        record.message = record.getMessage().translate(_CONTROL)
        line = f"{self.formatTime(record)} {record.levelname:<7} {record.name}: {record.message}"
        if record.exc_info:
            line += "\n" + "\n".join(
                "    " + part.translate(_CONTROL) for part in self.formatException(record.exc_info).splitlines()
            )
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
