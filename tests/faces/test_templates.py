"""What a template may not hold under our Content-Security-Policy, and that every icon it names was drawn."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))

FORBIDDEN = {
    "style attribute": r"\sstyle\s*=",
    "style element": r"<style\b",
    "inline script": r"<script(?![^>]*\bsrc=)",
    "event attribute": r"<[^>{%]*\son[a-z]+\s*=",
    "hx-on": r"\b(?:hx-on|hx_on)",
    "evaluated values": r"\b(?:js|javascript):",
    "trigger filter": r"hx[-_]trigger\s*=\s*[\"'][^\"']*\[",
    "unescaped output": r"\|\s*safe\b",
}
NAMED_ICON = re.compile(
    r"(?:\bicon\(|\bicon\s*=\s*|icon_button\((?:[^()']|'[^']*'|\([^()]*\))*?,\s*|empty_state\()'([a-z][a-z0-9-]+)'"
)


def markup(template: Path) -> str:
    """The template without its comments."""
    return re.sub(r"\{#.*?#\}", "", template.read_text(encoding="utf-8"), flags=re.S)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_a_template_holds_nothing_that_the_policy_stops(template: Path) -> None:
    found = {name for name, pattern in FORBIDDEN.items() if re.search(pattern, markup(template))}
    assert not found


def test_every_named_icon_is_drawn() -> None:
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (ROOT / "static/icons.svg").read_text(encoding="utf-8")))
    named = {name for template in TEMPLATES for name in NAMED_ICON.findall(markup(template))}
    assert named
    assert named <= drawn, f"not in static/icons.svg: {sorted(named - drawn)}"


@pytest.mark.parametrize(("folder", "suffix", "most"), [("css", ".css", 60_000), ("js", ".js", 60_000)])
def test_own_files_stay_small(folder: str, suffix: str, most: int) -> None:
    own = [path for path in (ROOT / "static" / folder).glob("*" + suffix) if ".min." not in path.name]
    assert sum(path.stat().st_size for path in own) < most


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_forms_leave_the_checking_to_the_server(template: Path) -> None:
    forms = re.findall(r"<form\b(?:\{\{.*?\}\}|\{%.*?%\}|[^>{])*>", markup(template), flags=re.S)
    assert [form for form in forms if "novalidate" not in form and 'method="dialog"' not in form] == []
