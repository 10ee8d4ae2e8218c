"""What strangers write stays inside the log line that tells of it."""

from __future__ import annotations

import json
import logging
import sys

import pytest

from qontak_line.logs import JsonFormatter, OneLineFormatter

FORGED = "2026-01-01 00:00:00,000 INFO    qontak_line: all is well"


def record_of(name: str) -> logging.LogRecord:
    return logging.LogRecord("qontak_line", logging.INFO, __file__, 1, "hello %s", (name,), None)


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\x1b[2K\r", "\x85", "\u2028", "\u2029", "\x0b", "\x0c"])
@pytest.mark.parametrize("formatter", [OneLineFormatter(), JsonFormatter()])
def test_a_name_can_not_begin_a_line(formatter: logging.Formatter, end: str) -> None:
    line = formatter.format(record_of(f"Siti{end}{FORGED}"))
    assert len(line.splitlines()) == 1
    assert "\x1b" not in line


def test_neither_can_an_error() -> None:
    record = record_of("Siti")
    try:
        raise ValueError(f"no such name: Siti\n{FORGED}")
    except ValueError:
        record.exc_info = sys.exc_info()
    first, *below = OneLineFormatter().format(record).splitlines()
    assert first.endswith("hello Siti")
    assert below and all(line.startswith("    ") for line in below)
    assert "no such name" in json.loads(JsonFormatter().format(record))["error"]
