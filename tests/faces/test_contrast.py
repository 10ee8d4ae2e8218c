"""Text holds 4.5:1 and control edges 3:1 (WCAG 2.2 AA), in the light and in the dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TOKENS = (Path(__file__).parents[2] / "static/css/tokens.css").read_text(encoding="utf-8")
LIGHT, DARK = 0, 1

GROUNDS = ("page", "surface", "sunken")
TEXT = [
    *((ink, ground) for ink in ("ink", "ink-soft", "link") for ground in GROUNDS),
    *((f"{kind}-ink", ground) for kind in ("ok", "warn", "bad") for ground in (*GROUNDS, f"{kind}-tint")),
    ("ink", "selected"),
    ("ink-soft", "selected"),
    ("link", "selected"),
    ("disabled-ink", "disabled"),
    ("ink-soft", "disabled"),
    ("bubble-out-ink", "bubble-out"),
    ("bubble-note-ink", "bubble-note"),
    *(("white", ground) for ground in ("rail-plate", "rail-active", "action", "action-hover", "danger")),
]
MARKS = [(mark, ground) for mark in ("edge", "focus", "ok-mark", "warn-mark", "bad-mark") for ground in GROUNDS]


def colour(token: str, theme: int) -> str:
    if token == "white":
        return "#ffffff"
    found = re.search(rf"--{token}: (?:light-dark\((#\w{{6}}), (#\w{{6}})\)|(#\w{{6}}));", TOKENS)
    assert found, token
    return found[3] or found[theme + 1]


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("pairs", "least"), [(TEXT, 4.5), (MARKS, 3.0)], ids=["text", "marks"])
def test_contrast_suffices(pairs: list[tuple[str, str]], least: float, theme: int) -> None:
    ratios = {pair: contrast(colour(pair[0], theme), colour(pair[1], theme)) for pair in pairs}
    assert {pair: round(ratio, 2) for pair, ratio in ratios.items() if ratio < least} == {}
