"""Asks axe-core, the accessibility checker, about the page that is open."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from tests.e2e.browser import Browser

RULES = {
    "light": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "dark": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
}
STAND_STILL = """
const sheet = new CSSStyleSheet();
sheet.replaceSync("*, *::before, *::after { transition: none !important; animation: none !important; }");
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
"""
"""Half-way through a change of colours every contrast is wrong."""
DRESS = "document.documentElement.dataset.theme = arguments[0]"
RUN = """
const [runOnly, done] = arguments;
const words = (node) => `${node.target} ${[...node.any, ...node.all, ...node.none].map((one) => one.message)}`;
axe.run(document, { runOnly, resultTypes: ["violations"] }).then(
  (result) => done(result.violations.map((one) => `${one.id}: ${one.help}: ${one.nodes.map(words).join(" | ")}`)),
  (problem) => done([String(problem)]));
"""


def violations(browser: Browser) -> list[str]:
    """What is wrong with this page, in its light and in its dark dress."""
    if not browser.script("return Boolean(window.axe)"):
        browser.script(_source())
        browser.script(STAND_STILL)
    found = []
    before = browser.script("return document.documentElement.dataset.theme")
    for theme, rules in RULES.items():
        browser.script(DRESS, theme)
        found += [f"{theme}: {one}" for one in browser.driver.execute_async_script(RUN, rules)]
    browser.script(DRESS, before)
    return found


@lru_cache(maxsize=1)
def _source() -> str:
    return (Path(__file__).parent / "axe.min.js").read_text()
