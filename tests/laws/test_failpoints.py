"""Each point where a process may be told to die stands once in the code, is listed, and a test comes by."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

from qontak_line.config import ROOT
from qontak_line.failpoints import POINTS

TESTS = ROOT / "tests" / "chaos" / "points"


def calls(path: Path) -> list[str]:
    """The names that `fail` is called with in this file."""
    found = ast.walk(ast.parse(path.read_text("utf-8")))
    called = [node for node in found if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "fail"]
    return [ast.literal_eval(node.args[0]) for node in called]


def words(path: Path) -> set[str]:
    """Every string in this file, and what stands between the colons of one."""
    found = ast.walk(ast.parse(path.read_text("utf-8")))
    texts = [node.value for node in found if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return {part for text in texts for one in text.split(",") for part in (one, one.split(":")[0])}


def test_each_point_stands_once_and_is_listed() -> None:
    files = (ROOT / "qontak_line").rglob("*.py")
    stand = Counter(name for path in files for name in calls(path))
    assert stand == Counter(list(POINTS))


def test_there_are_enough_of_them() -> None:
    assert len(POINTS) >= 25


def test_a_test_comes_by_each() -> None:
    named = set().union(*(words(path) for path in TESTS.glob("test_*.py")))
    assert set(POINTS) - named == set()
