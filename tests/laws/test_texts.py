"""What must not stand in a template or a view, and what must stand in the README."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from qontak_line.config import ROOT, SETTINGS

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
VIEWS = sorted(path for path in (ROOT / "qontak_line" / "web").rglob("*.py") if "@bp." in path.read_text())

FORBIDDEN = {
    "hx-on": r"\bhx-on\b",
    "an inline handler": r"\son[a-z]+\s*=",
    "js: in hx-vals": r"""["'\s](?:js|javascript):""",
    "a trigger filter": r"""hx[-_]trigger\s*=\s*(["'])[^"']*\[""",
    "style=": r"""[\s'"]style\s*=""",
    "an inline style": r"<style\b",
    "an inline script": r"<script\b(?![^>]*\bsrc=)",
    "|safe": r"\|\s*safe\b",
    "autoescape": r"\bautoescape\b",
}

IN_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_no_template_holds_what_the_policy_would_stop(path: Path) -> None:
    text = IN_COMMENT.sub("", path.read_text())
    found = [what for what, pattern in FORBIDDEN.items() if re.search(pattern, text)]
    assert not found


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_every_form_that_posts_carries_its_token(path: Path) -> None:
    text = IN_COMMENT.sub("", path.read_text())
    for form in re.findall(r"<form\b[^>]*\bmethod=.post.*?</form>", text, re.DOTALL):
        assert "csrf_token" in form or "ui.csrf()" in form, form[:120]


@pytest.mark.parametrize("path", VIEWS, ids=lambda path: str(path.relative_to(ROOT / "qontak_line" / "web")))
def test_no_view_asks_the_database_or_the_network_itself(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            assert called not in ("select", "insert", "query"), f"line {node.lineno}: {called}()"
        for module in _imported(node):
            assert module.split(".")[0] not in ("requests", "urllib3", "http"), module
            assert not module.startswith("qontak_line.line.client"), module


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_every_setting_is_in_the_readme(setting: object) -> None:
    name = getattr(setting, "name", "")
    assert f"`{name}`" in (ROOT / "README.md").read_text(), f"README.md does not name {name}"
